import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';

const debian: DebianTool = {
  releases: [
    ['bookworm', '1.19'],
    ['trixie', '1.24'],
  ],
  // packages with C in them, such as net of Go 1.19, need a compiler
  system: ['golang-go', 'gcc', 'libc6-dev', 'ca-certificates', 'git'],
  elsewhere: (version) => `golang:${version}`,
  parts: 2,
};

/** Go: all packages of the module. Go fetches modules itself, into a cache of the project's, when it builds. */
export const go: GuessRule = {
  tool: 'go',
  looksFor: 'go.mod',
  guess(look): Guess | null {
    if (!look.has('go.mod')) return null;
    const said = /^go[ \t]+(\d+\.\d+)/m.exec(look.text('go.mod'))?.[1];
    const { image, system } = chooseImage(said === undefined ? null : `>=${said}`, debian);
    const seen = ['go.mod', ...look.present(['go.sum', 'vendor/modules.txt'])];
    return { seen, image, system, commands: ['go test {posargs:./...}'], cache: ['go'] };
  },
};
