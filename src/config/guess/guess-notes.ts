import { someOf } from '../../base/some-of.ts';
import type { ImageSource, Target } from '../config.ts';

/** A target, and the files that it was guessed from. */
export interface GuessedRun {
  readonly target: Target;
  readonly seen: readonly string[];
}

/** So many files are named. */
export const mostFiles = 4;

/** Sentences for a person: what is run and why, and which files told something that is not used. */
export function guessNotes(all: readonly GuessedRun[], unused: readonly string[]): readonly string[] {
  const runs = all.map(({ target, seen }) => {
    const own = all.length === 1 ? '' : `${target.name}: `;
    const last = target.commands.at(-1);
    const command = last?.kind === 'script' ? last.text.replace(/ (?:-- )?\{posargs(?::([^}]*))?\}/, ' $1').trim() : '';
    return `${own}\`${command}\` on ${imageName(target.images[0])}, for ${someOf(seen, mostFiles)}`;
  });
  const idle = all.filter(({ target }) => target.allowEmpty).map(({ target }) => target.name);
  const left = unused.length === 0 ? [] : [`not used: ${someOf(unused, mostFiles)}`];
  return [
    `there is no dox.yml, so this is guessed: ${runs.join('; ')}`,
    ...left,
    ...idle.map((name) => `${name}: no test is run, since nothing says how: it passes where the command succeeds`),
    '`dox init` writes it down as a dox.yml',
  ];
}

function imageName(image: ImageSource | undefined): string {
  if (image === undefined) return 'no image that dox knows';
  return image.kind === 'reference' ? image.reference : 'the image of its Dockerfile';
}
