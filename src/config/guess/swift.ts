import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';

const debian: DebianTool = {
  releases: [['trixie', '6.0']],
  system: ['swiftlang', 'libc6-dev', 'ca-certificates', 'git'],
  elsewhere: (version) => `swift:${version}`,
  parts: 2,
};

/** Swift: swift test, with a compiler that knows the manifest's tools version. */
export const swift: GuessRule = {
  tool: 'swift',
  looksFor: 'Package.swift',
  guess(look): Guess | null {
    if (!look.has('Package.swift')) return null;
    const said = /^\/\/\s{0,9}swift-tools-version\s{0,9}:\s{0,9}(\d+\.\d+)/m.exec(look.text('Package.swift'))?.[1];
    const { image, system } = chooseImage(said === undefined ? null : `>=${said}`, debian);
    return {
      seen: look.present(['Package.swift', 'Package.resolved']),
      image,
      system,
      commands: ['swift test {posargs}'],
    };
  },
};
