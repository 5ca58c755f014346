import { join } from 'node:path';
import { quoted } from '../../base/printable.ts';
import { someOf } from '../../base/some-of.ts';
import type { Config, ImageSource } from '../config.ts';
import type { ReadResult, ReadSource, SourceInput } from '../config-source.ts';
import { dockerfileImage } from '../dockerfile-image.ts';
import { newTarget } from '../new-target.ts';
import { projectName } from '../project-name.ts';
import { askedPythons } from './asked-pythons.ts';
import { combineGuesses, type Guesses, isOfPython } from './combine.ts';
import { guessNotes, mostFiles } from './guess-notes.ts';
import { guessTarget } from './guess-target.ts';
import { Look } from './look.ts';
import { builders, languages } from './rules.ts';

/**
 * Guesses from a project's files how its tests are run. Where one tool is used, the target is called `test`, else each
 * has the name of its tool. A Dockerfile at the top is the image; then Debian packages are not installed, since it says
 * itself what is in it. Of a Python project there is also, for each Python that is asked for by tox's name of it (`py27`), a
 * target of that name: the same on an image of that Python.
 */
export const readGuess: ReadSource = (input) => {
  const { files } = input;
  const look = new Look(files, input.shown);
  const guesses = combineGuesses(look, null);
  const { mistakes } = look;
  const dockerfile = dockerfileImage(files.exists);
  const [first] = guesses.tested;
  if (first === undefined && dockerfile !== null && input.direct) return onlyImage(input, dockerfile);
  // said by itself: that the file says nothing would be the wrong end of it
  if (first === undefined && mistakes.length > 0) return { config: null, diagnostics: mistakes };
  if (first === undefined) return nothingFits(input, guesses, dockerfile !== null);
  const runs = guesses.tested.map((each) => {
    const name = guesses.tested.length === 1 ? 'test' : each.tool;
    return { target: guessTarget(each, { name, dockerfile, input }), seen: each.guess.seen };
  });
  const asked = guesses.tested.some(isOfPython) ? askedPythons(input, look) : [];
  const config: Config = {
    file: join(files.root, first.guess.seen[0] ?? ''),
    source: 'guess',
    notes: guessNotes(asked.length > 0 ? asked : runs, guesses.unused),
    root: files.root,
    project: projectName(files.root),
    cacheRegistry: null,
    defaults: runs.map(({ target }) => target.name),
    targets: [...runs, ...asked].map(({ target }) => target),
  };
  // what was found without the file is hardly all that there is
  return { config, diagnostics: mistakes.map((each) => ({ ...each, severity: 'warning' })) };
};

/** For who brings the command: nothing is known but the image of the Dockerfile. */
function onlyImage({ files, shown }: SourceInput, image: ImageSource): ReadResult {
  const place = { file: shown('Dockerfile'), line: 1, column: 1 };
  const target = newTarget({ name: 'test', images: [image], commands: [], place, places: { images: place } });
  const config: Config = {
    file: join(files.root, 'Dockerfile'),
    source: 'guess',
    notes: ['there is no dox.yml: the image is that of the Dockerfile'],
    root: files.root,
    project: projectName(files.root),
    cacheRegistry: null,
    defaults: [target.name],
    targets: [target],
  };
  return { config, diagnostics: [] };
}

function nothingFits({ files }: SourceInput, { seen }: Guesses, hasDockerfile: boolean): ReadResult {
  const there = [...(hasDockerfile ? ['Dockerfile'] : []), ...seen];
  // tox's own configuration is not in it, else it would have been read
  const hasToxIni = files.exists('tox.ini') === 'file';
  const found = there.length === 0 ? 'nothing else' : `nothing in ${someOf(there, mostFiles)}`;
  const message = `there is no dox.yml in ${quoted(files.root)} or above it, and ${found} says how its tests are run`;
  const looked = [
    `${hasToxIni ? '' : 'tox.ini, '}tox.toml, .travis.yml`,
    ...[...languages, ...builders].map(({ looksFor }) => looksFor),
  ];
  const example =
    '`dox init` writes a dox.yml to begin with, such as:\n    image: debian:bookworm-slim\n    commands: [make test]';
  const ini = hasToxIni ? 'tox.ini has neither [tox] nor [testenv]\n' : '';
  const direct = hasDockerfile ? '\n`dox -c COMMAND` runs a command in the image of the Dockerfile' : '';
  const hint = `${ini}looked for:\n${wrapped(looked)}\n${example}${direct}`;
  return { config: null, diagnostics: [{ severity: 'error', message, hint }], isNothing: true };
}

/** Items in lines of a readable length, indented. */
function wrapped(items: readonly string[]): string {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last === undefined || last.length + item.length > 100) lines.push(`    ${item}`);
    else lines[lines.length - 1] = `${last}; ${item}`;
  }
  return lines.join('\n');
}
