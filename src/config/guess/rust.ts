import { chooseImage, type DebianTool } from './debian-image.ts';
import type { Guess, GuessRule } from './guess-rule.ts';
import { type Look, tableAt, textAt } from './look.ts';

/** Debian 12's 1.63 is too old for most crates of today, so that it is taken only where it is asked for. */
const debian: DebianTool = {
  releases: [
    ['trixie', '1.85'],
    ['bookworm', '1.63'],
  ],
  system: ['cargo', 'rustc', 'gcc', 'libc6-dev', 'pkg-config', 'ca-certificates', 'git'],
  elsewhere: (version) => `rust:${version}`,
  parts: 2,
};

/** Rust: cargo test. It builds into target/ of the tree, as on any machine, and fetches crates into a cache. */
export const rust: GuessRule = {
  tool: 'rust',
  looksFor: 'Cargo.toml',
  guess(look): Guess | null {
    if (!look.has('Cargo.toml')) return null;
    const { image, system } = chooseImage(wantedVersion(look), debian);
    const seen = ['Cargo.toml', ...look.present(['Cargo.lock', 'rust-toolchain', 'rust-toolchain.toml'])];
    const manifest = look.toml('Cargo.toml');
    const command = 'workspace' in manifest ? 'cargo test --workspace {posargs}' : 'cargo test {posargs}';
    return { seen, image, system, commands: [command], cache: ['cargo'] };
  },
};

/** What rustup would take, else the oldest that the manifest allows. */
function wantedVersion(look: Look): string | null {
  const channel =
    textAt(tableAt(look.toml('rust-toolchain.toml'), 'toolchain'), 'channel') ?? look.text('rust-toolchain');
  const pinned = /(\d+\.\d+(?:\.\d+)?)/.exec(channel)?.[1];
  if (pinned !== undefined) return pinned;
  const manifest = look.toml('Cargo.toml');
  const oldest =
    textAt(tableAt(manifest, 'package'), 'rust-version') ??
    textAt(tableAt(manifest, 'workspace', 'package'), 'rust-version');
  return oldest === null ? null : `>=${oldest}`;
}
