import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';

const debian: DebianTool = {
  releases: [
    ['bookworm', '1.14'],
    ['trixie', '1.18'],
  ],
  system: [
    'elixir',
    'erlang-dev',
    'erlang-eunit',
    'erlang-parsetools',
    'erlang-tools',
    'erlang-xmerl',
    'ca-certificates',
    'git',
  ],
  elsewhere: (version) => `elixir:${version}`,
  parts: 2,
};

/** Elixir: mix test. deps/ and _build/ are in the tree, as on any machine. */
export const elixir: GuessRule = {
  tool: 'elixir',
  looksFor: 'mix.exs',
  guess(look): Guess | null {
    if (!look.has('mix.exs')) return null;
    const text = look.text('mix.exs');
    const { image, system } = chooseImage(/\belixir:\s{0,9}"([^"\n]+)"/.exec(text)?.[1] ?? null, debian);
    const dependsOnOthers = look.has('mix.lock') || /\{\s{0,9}:\w+\s{0,9},\s{0,9}(?:"|\w+:)/.test(text);
    const hex = ['mix local.hex --force', 'mix local.rebar --force', 'mix deps.get'];
    const commands = [...(dependsOnOthers ? hex : []), 'mix test {posargs}'];
    return { seen: look.present(['mix.exs', 'mix.lock']), image, system, commands };
  },
};
