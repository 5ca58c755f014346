import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';
import type { Look } from './look.ts';

const tools = ['ruby', 'ruby-dev', 'bundler', 'build-essential', 'ca-certificates', 'git'];
const debian: DebianTool = {
  releases: [
    ['bookworm', '3.1'],
    ['trixie', '3.3'],
  ],
  system: tools,
  elsewhere: (version) => `ruby:${version}`,
  parts: 2,
};

/**
 * Ruby: RSpec where there are specs, else the Rakefile's tests. With a Gemfile the gems are installed in the image, or,
 * where it speaks of the tree (`gemspec`, `path:`), in the run.
 */
export const ruby: GuessRule = {
  tool: 'ruby',
  looksFor: 'Gemfile, *.gemspec, .rspec, Rakefile',
  guess(look): Guess | null {
    const seen = [...look.present(['Gemfile', 'Gemfile.lock', '.rspec', 'Rakefile']), ...look.named(/\.gemspec$/)];
    if (seen.length === 0) return null;
    const chosen = chooseImage(wantedVersion(look), debian);
    const hasGemfile = look.has('Gemfile');
    const test = testCommand(look);
    // what Debian has of its own, where no Gemfile says which
    const ownTools = ['ruby', ...(test?.startsWith('rspec') === true ? ['ruby-rspec'] : ['rake', 'ruby-minitest'])];
    const isDebian = chosen.system.length > 0;
    const system = isDebian && !hasGemfile ? ownTools : chosen.system;
    const plain = { seen, image: chosen.image, system };
    if (!hasGemfile) return { ...plain, commands: test === null ? null : [test] };
    const install = 'bundle check || bundle install';
    const bundled = test === null ? [] : [`bundle exec ${test}`];
    if (/^\s{0,20}gemspec\b|\bpath:|:path\s{0,9}=>/m.test(look.text('Gemfile'))) {
      const commands = test === null ? null : [install, ...bundled];
      return { ...plain, commands, env: { BUNDLE_PATH: '/tmp/bundle' }, cache: ['bundler'] };
    }
    const add = ['Gemfile', ...look.present(['Gemfile.lock', '.ruby-version'])];
    return { ...plain, add, prep: [install], commands: test === null ? null : bundled, cache: ['bundler'] };
  },
};

function testCommand(look: Look): string | null {
  const hasSpecs = look.has('.rspec') || look.find(/_spec\.rb$/).length > 0;
  if (hasSpecs) return 'rspec {posargs}';
  if (look.hasFolder('test') && look.has('bin/rails')) return 'rails test {posargs}';
  const rakefile = look.text('Rakefile');
  if (/\b(?:TestTask|Minitest::TestTask)\b|\btask\s{0,9}\(?:?["']?test\b/.test(rakefile)) return 'rake test';
  if (rakefile !== '') return /\btask\s{0,9}\(?:?default\b/.test(rakefile) ? 'rake' : null;
  return null;
}

function wantedVersion(look: Look): string | null {
  const pinned = /^(?:ruby-)?(\d+\.\d+)/.exec(look.text('.ruby-version'))?.[1];
  return pinned ?? /^[ \t]*ruby[ \t(]+["']([^"'\n]+)["']/m.exec(look.text('Gemfile'))?.[1] ?? null;
}
