import type { ImageSource, Target } from '../config.ts';
import type { SourceInput } from '../config-source.ts';
import { newTarget } from '../new-target.ts';
import type { Tested } from './combine.ts';

export interface TargetContext {
  readonly name: string;
  readonly dockerfile: ImageSource | null;
  readonly input: SourceInput;
}

/** The target that a guess comes to; a Dockerfile is its image, in which Debian packages are not installed. */
export function guessTarget({ guess }: Tested, { name, dockerfile, input }: TargetContext): Target {
  const place = { file: input.shown(guess.seen[0] ?? ''), line: 1, column: 1 };
  const image: ImageSource = dockerfile ?? { kind: 'reference', reference: guess.image };
  const { system = [], add = [], prep = [], env = {}, cache = [], commands } = guess;
  const isPip = prep.some((step) => step.startsWith('pip'));
  const said = { images: [image], system, add, prep, env: Object.keys(env), commands, cache };
  const places = Object.entries(said).flatMap(([key, values]) => (values.length === 0 ? [] : [[key, place] as const]));
  return newTarget({
    name,
    images: [image],
    system: dockerfile === null ? system.map((each) => ({ name: each, version: null })) : [],
    add: add.filter((path) => input.files.exists(path) !== null),
    // Debian's own pip asks for it, others take no notice
    prep: dockerfile !== null && isPip ? ['export PIP_BREAK_SYSTEM_PACKAGES=1', ...prep] : prep,
    env,
    commands: commands.map((text) => ({ kind: 'script', text })),
    cache: [...cache].sort(),
    allowEmpty: guess.allowEmpty ?? false,
    place,
    places: Object.fromEntries(places),
  });
}
