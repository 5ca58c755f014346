import { join } from 'node:path';
import { quoted } from '../../base/printable.ts';
import type { Config, ImageSource, Target } from '../config.ts';
import type { ReadResult, ReadSource, SourceInput } from '../config-source.ts';
import { dockerfileImage } from '../dockerfile-image.ts';
import { newTarget } from '../new-target.ts';
import { projectName } from '../project-name.ts';
import { combineGuesses, type Guesses, type Tested } from './combine.ts';
import { Look } from './look.ts';
import { builders, languages } from './rules.ts';

/**
 * Guesses from a project's files how its tests are run. Where one tool is used, the target is called `test`, else each
 * has the name of its tool. A Dockerfile at the top is the image; then Debian packages are not installed, since it says
 * itself what is in it.
 */
export const readGuess: ReadSource = (input) => {
  const { files } = input;
  const look = new Look(files, input.shown);
  const guesses = combineGuesses(look);
  const { mistakes } = look;
  const dockerfile = dockerfileImage(files.exists);
  const [first] = guesses.tested;
  // said by itself: that the file says nothing would be the wrong end of it
  if (first === undefined && mistakes.length > 0) return { config: null, diagnostics: mistakes };
  if (first === undefined) return nothingFits(input, guesses, dockerfile !== null);
  const targets = guesses.tested.map((each) => {
    return targetOf(each, { name: guesses.tested.length === 1 ? 'test' : each.tool, dockerfile, input });
  });
  const config: Config = {
    file: join(files.root, first.guess.seen[0] ?? ''),
    source: 'guess',
    notes: notesOf(targets, guesses),
    root: files.root,
    project: projectName(files.root),
    cacheRegistry: null,
    defaults: targets.map(({ name }) => name),
    targets,
  };
  // what was found without the file is hardly all that there is
  return { config, diagnostics: mistakes.map((each) => ({ ...each, severity: 'warning' })) };
};

interface TargetContext {
  readonly name: string;
  readonly dockerfile: ImageSource | null;
  readonly input: SourceInput;
}

function targetOf({ guess }: Tested, { name, dockerfile, input }: TargetContext): Target {
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

/** One to three lines: what is run and why, and what is not. */
function notesOf(targets: readonly Target[], { tested, unused }: Guesses): readonly string[] {
  const runs = targets.map((target, index) => {
    const files = tested[index]?.guess.seen ?? [];
    const own = targets.length === 1 ? '' : `${target.name}: `;
    const last = target.commands.at(-1);
    const command = last?.kind === 'script' ? last.text.replace(/ (?:-- )?\{posargs(?::([^}]*))?\}/, ' $1').trim() : '';
    const [image] = target.images;
    const on = image?.kind === 'reference' ? image.reference : 'the image of its Dockerfile';
    return `${own}\`${command}\` on ${on}, for ${listed(files)}`;
  });
  const idle = targets.filter(({ allowEmpty }) => allowEmpty).map(({ name }) => name);
  const left = unused.length === 0 ? [] : [`not used: ${listed(unused)}`];
  return [
    `there is no dox.yml, so this is guessed: ${runs.join('; ')}`,
    ...left,
    ...idle.map((name) => `${name}: no test is run, since nothing says how: it passes where the command succeeds`),
    '`dox init` writes it down as a dox.yml',
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}

function nothingFits({ files }: SourceInput, { seen }: Guesses, hasDockerfile: boolean): ReadResult {
  const there = [...(hasDockerfile ? ['Dockerfile'] : []), ...seen];
  // tox's own configuration is not in it, else it would have been read
  const hasToxIni = files.exists('tox.ini') === 'file';
  const found = there.length === 0 ? 'nothing else' : `nothing in ${listed(there)}`;
  const message = `there is no dox.yml in ${quoted(files.root)} or above it, and ${found} says how its tests are run`;
  const looked = [
    `${hasToxIni ? '' : 'tox.ini, '}tox.toml, .travis.yml`,
    ...[...languages, ...builders].map(({ looksFor }) => looksFor),
  ];
  const example =
    '`dox init` writes a dox.yml to begin with, such as:\n    image: debian:bookworm-slim\n    commands: [make test]';
  const ini = hasToxIni ? 'tox.ini has neither [tox] nor [testenv]\n' : '';
  const hint = `${ini}looked for:\n${wrapped(looked)}\n${example}`;
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
