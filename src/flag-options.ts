import { type Command, Option } from 'commander';
import { commandNames } from './command-names.ts';
import { age, collect, commas, count, duration, fields, size } from './flag-values.ts';
import { saysNo } from './flags.ts';

const all = ['dox', ...commandNames];
const selecting = ['dox', 'run', 'list', 'plan', 'init', 'shell', 'rerun', 'sbom'];
const reporting = ['dox', 'run', 'rerun'];
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
      on: [...selecting, 'config'],
      option: option(
        '-e, --environment <names>',
        'targets to run: names, globs, braces, ALL; comma-separated, repeatable',
      )
        .env('DOX_ENV')
        .argParser(collect),
    },
    {
      on: ['lock'],
      option: option(
        '-e, --environment <names>',
        'also what only the command line names, of tox or a guess (py27); comma-separated, repeatable',
      )
        .env('DOX_ENV')
        .argParser(collect),
    },
    {
      on: [...selecting, 'config'],
      option: option(
        '-m, --labels <labels>',
        'targets to run, by the labels that they have; comma-separated, repeatable',
      ).argParser(collect),
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
      on: [...running, 'lock', 'sbom'],
      option: option('--pull <when>', 'pull base images: always, missing or never')
        .choices(['always', 'missing', 'never'])
        .env('DOX_PULL'),
    },
    {
      on: ['dox', 'run', 'shell', 'sbom'],
      option: option('--frozen', 'use only what dox.lock holds, else exit 2 (default in CI, where there is one)').env(
        'DOX_FROZEN',
      ),
    },
    {
      on: ['dox', 'run', 'shell', 'sbom'],
      option: option('--no-frozen', 'resolve anew what dox.lock does not hold'),
    },
    {
      on: ['dox', 'run'],
      option: option('--push', 'put the images that are made into the cache registry').env('DOX_PUSH'),
    },
    { on: ['dox', 'run', 'plan', 'rerun'], option: option('--fail-fast', 'stop after the first target that fails') },
    { on: ['dox', 'run'], option: option('--failed', 'only the tests that failed in the last run') },
    {
      on: ['dox', 'run', 'rerun'],
      option: option('--retries <times>', 'run failed tests again at once: what passes then is flaky, not failed')
        .env('DOX_RETRIES')
        .argParser(count),
    },
    {
      on: ['dox', 'run', 'rerun'],
      option: option('--fail-on-flaky', 'a flaky test fails its target').env('DOX_FAIL_ON_FLAKY'),
    },
    {
      on: ['dox', 'run', 'plan', 'rerun'],
      option: option('--timeout <duration>', 'time limit of each target: 90, 5m, 1h30m')
        .env('DOX_TIMEOUT')
        .argParser(duration),
    },
    { on: [...running, 'rerun'], option: option('-k, --keep', 'keep the containers for a look') },
    { on: ['dox'], option: option('-n, --noop', 'show what would be done, and do nothing (as `dox plan`)') },
    { on: ['dox'], option: option('-l, --list', 'list the targets (as `dox list`)') },
    { on: all, option: option('-C, --directory <dir>', 'look for the configuration from here').env('DOX_DIRECTORY') },
    { on: all, option: option('--file <file>', 'the configuration file').env('DOX_FILE') },
    {
      on: ['lock'],
      option: option('--update', 'renew the names after it, or all: images, packages, targets, services'),
    },
    { on: ['lock'], option: option('--check', 'change nothing; say what has drifted (exit 2)') },
    {
      on: ['dox', 'run', 'shell', 'rerun', 'lock', 'sbom'],
      option: option('-q, --quiet', 'only the summary; the output goes to the logs'),
    },
    {
      on: ['dox', 'run', 'shell', 'rerun', 'lock', 'sbom'],
      option: option('-d, --debug', 'show every line of image builds'),
    },
    {
      on: reporting,
      option: option('--result-json <file>', 'write the results there as JSON; - is standard output').env(
        'DOX_RESULT_JSON',
      ),
    },
    {
      on: reporting,
      option: option('--junit <file>', 'write them as JUnit XML, with the attempts of flaky tests').env('DOX_JUNIT'),
    },
    { on: reporting, option: option('--tap <file>', 'write them as TAP 14').env('DOX_TAP') },
    {
      on: [...reporting, 'report'],
      option: option('--html <file>', 'write a page to look at: verdicts, failures, logs, what ran when').env(
        'DOX_HTML',
      ),
    },
    {
      on: reporting,
      option: option('--events <file>', 'write each event there as it happens, one line of JSON').env('DOX_EVENTS'),
    },
    {
      on: [...reporting, 'history', 'recheck'],
      option: option('--history <file>', "keep the project's history there, as a file that CI caches and merges").env(
        'DOX_HISTORY',
      ),
    },
    {
      on: [...running, 'rerun'],
      option: option('--user-map <name:uid:gid>', 'whose the written files are (default: who runs dox)').env(
        'DOX_USER_MAP',
      ),
    },
    {
      on: [...running, 'rerun'],
      option: option('--path-map <local:remote>', 'the engine sees local paths under another one').env('DOX_PATH_MAP'),
    },
    {
      on: all,
      option: option('--color <when>', 'auto, always or never').choices(['auto', 'always', 'never']).env('DOX_COLOR'),
    },
    {
      on: ['list', 'config', 'plan', 'images', 'report', 'recheck', 'history', 'dox'],
      option: option('--json', 'print JSON'),
    },
    {
      on: ['config'],
      option: option(
        '--schema [of]',
        'print a JSON schema: config (dox.yml), recheck (recheck.yml), result (--result-json), report (dox report --json), history (dox history --json), advice (dox recheck --json)',
      )
        .choices(['config', 'recheck', 'result', 'report', 'history', 'advice'])
        .preset('config'),
    },
    { on: ['init'], option: option('--print', 'write it to standard output instead of dox.yml') },
    { on: ['plan'], option: option('--resolve', 'ask the engine: image digests, prepared images, package versions') },
    { on: ['images'], option: option('-a, --all', "all projects' images") },
    {
      on: ['clean'],
      option: option('--older-than <duration>', 'of the images only those made longer ago: 12h, 30d, 2w').argParser(
        age,
      ),
    },
    {
      on: ['clean'],
      option: option('--unused [duration]', 'only those that no run has used for that long (30d)')
        .preset('30d')
        .argParser(age),
    },
    {
      on: ['clean'],
      option: option('--max-size <size>', 'the longest unused, until the rest takes no more: 500m, 20g').argParser(
        size,
      ),
    },
    {
      on: ['report', 'recheck'],
      option: option(
        '--timeout <duration>',
        'give up where the net gives nothing for so long (60s), or not all in 10m or that',
      ).argParser(duration),
    },
    {
      on: ['report', 'recheck'],
      option: option('--max-size <size>', 'the largest log that is read (4g)').argParser(size),
    },
    {
      on: ['recheck'],
      option: option('--signatures <file>', 'the known bugs (default: recheck.yml here or above)').env(
        'DOX_SIGNATURES',
      ),
    },
    {
      on: ['recheck'],
      option: option(
        '--meta <field=value>',
        'what is known of the log, for queries and the line to type: build_name=NAME; repeatable',
      ).argParser(fields),
    },
    {
      on: ['recheck'],
      option: option('--system <name>', 'what is typed: zuul, neutron, zuul-github, prow, github, or a template').env(
        'DOX_SYSTEM',
      ),
    },
    {
      on: ['recheck'],
      option: option('--tracker <tracker>', 'where bugs are searched for: launchpad:PROJECT or github:OWNER/REPO').env(
        'DOX_TRACKER',
      ),
    },
    { on: ['recheck'], option: option('--offline', 'ask no tracker').env('DOX_OFFLINE') },
    {
      on: ['recheck'],
      option: option(
        '--post [address]',
        'leave the line as a comment there (Gerrit, GitHub; default: the change that CI is about)',
      ),
    },
    {
      on: ['recheck'],
      option: option('--allow-unknown', 'failures of unknown cause do not stand in the way; real ones do'),
    },
    { on: ['clean'], option: option('-y, --yes', 'remove it') },
  ];
}

/** Gives a command its options. */
export function addOptions(command: Command, name: string, env: Readonly<Record<string, string | undefined>>): void {
  for (const { option, on } of declared()) {
    if (!on.includes(name)) continue;
    command.addOption(option);
    // an empty variable is as good as none, and a switch is not on because its variable says no
    const variable = option.envVar;
    const value = variable === undefined ? undefined : env[variable];
    if (value === '' || (option.isBoolean() && saysNo(value))) delete option.envVar;
  }
}
