import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ColorChoice } from './base/style.ts';
import { parseDuration } from './config/parse-duration.ts';
import type { PullPolicy } from './plan/plan.ts';

/** The options of the command line under their long names; a command sees those that it has. */
export interface Flags {
  readonly directory?: string;
  readonly file?: string;
  readonly environment?: readonly string[];
  readonly skipEnv?: string;
  readonly images?: readonly string[];
  readonly command?: boolean;
  readonly rebuild?: boolean;
  readonly rebuildAll?: boolean;
  readonly pull?: PullPolicy;
  readonly failFast?: boolean;
  readonly timeout?: number;
  readonly keep?: boolean;
  readonly noop?: boolean;
  readonly list?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly userMap?: string;
  readonly pathMap?: string;
  readonly resultJson?: string;
  readonly color?: ColorChoice;
  readonly json?: boolean;
  readonly resolve?: boolean;
  readonly schema?: boolean;
  readonly yes?: boolean;
}

const all = ['dox', 'run', 'list', 'config', 'plan', 'shell', 'clean', 'doctor'];
const selecting = ['dox', 'run', 'list', 'plan', 'shell'];
const running = ['dox', 'run', 'plan', 'shell'];

interface Declared {
  readonly option: Option;
  readonly on: readonly string[];
}

/** Every option once: its flags, meaning, variable, and the commands that have it. */
function declared(): readonly Declared[] {
  const option = (flags: string, text: string): Option => new Option(flags, text);
  return [
    {
      on: selecting,
      option: option(
        '-e, --environment <names>',
        'targets to run: names, globs, braces, ALL; comma-separated, repeatable',
      )
        .env('DOX_ENV')
        .argParser(collect),
    },
    {
      on: selecting,
      option: option('--skip-env <regexp>', 'leave out the targets whose name matches').env('DOX_SKIP_ENV'),
    },
    {
      on: running,
      option: option('-i, --images <images>', 'base images to use instead of the configured ones, comma-separated')
        .env('DOX_IMAGES')
        .argParser(commas),
    },
    { on: ['dox', 'run', 'plan'], option: option('-c, --command', 'the arguments are the whole command') },
    { on: running, option: option('-r, --rebuild', 'build the prepared images again') },
    { on: running, option: option('--rebuild-all', 'the base images too: pull or build them again') },
    {
      on: running,
      option: option('--pull <when>', 'pull base images: always, missing or never')
        .choices(['always', 'missing', 'never'])
        .env('DOX_PULL'),
    },
    { on: ['dox', 'run', 'plan'], option: option('--fail-fast', 'stop after the first target that fails') },
    {
      on: ['dox', 'run', 'plan'],
      option: option('--timeout <duration>', 'time limit of each target: 90, 5m, 1h30m')
        .env('DOX_TIMEOUT')
        .argParser(duration),
    },
    { on: running, option: option('-k, --keep', 'keep the containers for a look') },
    { on: ['dox'], option: option('-n, --noop', 'show what would be done, and do nothing (as `dox plan`)') },
    { on: ['dox'], option: option('-l, --list', 'list the targets (as `dox list`)') },
    { on: all, option: option('-C, --directory <dir>', 'look for the configuration from here').env('DOX_DIRECTORY') },
    { on: all, option: option('--file <file>', 'the configuration file').env('DOX_FILE') },
    { on: ['dox', 'run', 'shell'], option: option('-q, --quiet', 'only the summary; the output goes to the logs') },
    { on: ['dox', 'run', 'shell'], option: option('-d, --debug', 'show every line of image builds') },
    {
      on: ['dox', 'run'],
      option: option('--result-json <file>', 'write the results there as JSON').env('DOX_RESULT_JSON'),
    },
    {
      on: running,
      option: option('--user-map <name:uid:gid>', 'whose the written files are (default: who runs dox)').env(
        'DOX_USER_MAP',
      ),
    },
    {
      on: running,
      option: option('--path-map <local:remote>', 'the engine sees local paths under another one').env('DOX_PATH_MAP'),
    },
    {
      on: all,
      option: option('--color <when>', 'auto, always or never').choices(['auto', 'always', 'never']).env('DOX_COLOR'),
    },
    { on: ['list', 'config', 'plan', 'dox'], option: option('--json', 'print JSON') },
    { on: ['config'], option: option('--schema', 'print the JSON schema of dox.yml') },
    { on: ['plan'], option: option('--resolve', 'ask the engine: image digests, prepared images, package versions') },
    { on: ['clean'], option: option('-y, --yes', 'remove it') },
  ];
}

/** Gives a command its options. */
export function addOptions(command: Command, name: string, env: Readonly<Record<string, string | undefined>>): void {
  for (const { option, on } of declared()) {
    if (!on.includes(name)) continue;
    command.addOption(option);
    // an empty variable is as good as none
    const variable = option.envVar;
    if (variable !== undefined && env[variable] !== undefined && env[variable] === '') delete option.envVar;
  }
}

/** The flags before a command's name and those after it: lists add up, of others the later one wins. */
export function mergeFlags(before: Flags, after: Flags): Flags {
  const environment = [...(before.environment ?? []), ...(after.environment ?? [])];
  const images = [...(before.images ?? []), ...(after.images ?? [])];
  return {
    ...before,
    ...after,
    ...(environment.length > 0 ? { environment: [...new Set(environment)] } : {}),
    ...(images.length > 0 ? { images: [...new Set(images)] } : {}),
  };
}

function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

function commas(value: string, previous: readonly string[] | undefined): readonly string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('there is an empty name in it.');
  return [...(previous ?? []), ...names];
}

function duration(value: string): number {
  const parsed = parseDuration(value);
  if (parsed === null) throw new InvalidArgumentError('write seconds or 90s, 5m, 1h30m.');
  return parsed;
}
