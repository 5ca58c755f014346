import type { ImageSource, Obstacle } from '../config.ts';
import type { SourceInput } from '../config-source.ts';
import { pythonOfFactor } from '../python-factor.ts';
import { dockerSection } from '../tox/map/docker-section.ts';
import { pythonImage } from '../tox/map/python-images.ts';
import { combineGuesses, isOfPython } from './combine.ts';
import type { GuessedRun } from './guess-notes.ts';
import { guessTarget } from './guess-target.ts';
import type { Look } from './look.ts';

/**
 * The targets that the command line asks for as tox does, by a Python's name (`py27`): the project's guess, on the image
 * that `[docker]` of a tox.ini names, else on the one that tox environments of that name have.
 */
export function askedPythons(input: SourceInput, look: Look): readonly GuessedRun[] {
  const { names, shown } = input;
  const docker = dockerSection(look.text('tox.ini'), shown('tox.ini'));
  return names.flatMap((name) => {
    const python = pythonOfFactor(name);
    if (python === null) return [];
    const known = pythonImage(python);
    const own = docker.byFactor.get(name);
    const named = own === undefined ? docker.images : [own];
    const image = named[0]?.reference ?? (known.kind === 'image' ? known.reference : '');
    const tested = combineGuesses(look, { python, image }).tested.find(isOfPython);
    if (tested === undefined) return [];
    const target = guessTarget(tested, { name, dockerfile: null, input });
    const { seen } = tested.guess;
    if (named.length > 0) {
      const images = named.map(({ reference, place }): ImageSource => ({ kind: 'reference', reference, place }));
      return [{ target: { ...target, images }, seen }];
    }
    if (known.kind === 'image') return [{ target, seen }];
    return [{ target: { ...target, images: [], obstacles: [noImage(name, known.reason)] }, seen }];
  });
}

function noImage(name: string, reason: string): Obstacle {
  const hint = `name one with -i, or in tox.ini, in a section [docker]: \`${name} = IMAGE\``;
  return { severity: 'error', message: `target "${name}": ${reason}`, hint, isImage: true };
}
