/** What dox is, in one sentence. */
export const about = "Runs a project's tests in containers, the way tox runs them in virtualenvs.";

/** How each command is called, after its name. */
export const usage: Readonly<Record<string, string>> = {
  dox: '[options] [arguments for the tests]\n       dox [options] COMMAND [options]',
  run: '[options] [arguments for the tests]',
  list: '[options]',
  config: '[options]',
  init: '[--print | -] [options]',
  plan: '[options] [arguments for the tests]',
  shell: '-e TARGET [options]',
  rerun: '[options]',
  lock: '[--update [NAME...] | --check] [options]',
  sbom: '[options]',
  images: '[push] [options]',
  report: '[FILE | URL | -] [options]',
  recheck: '[FILE | URL | -] [options]',
  history: '[TEST | merge FILE...] [options]',
  clean: '[options]',
  doctor: '[options]',
};

const lessons: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  dox: [
    ['dox', 'run the default targets of dox.yml, else of tox.ini'],
    ['dox -e py311', 'run one target'],
    ["dox -e 'py{27,311},lint'", 'run several; globs and ALL work too'],
    ['dox -m fast', 'run those with the label "fast"'],
    ['dox -e py311 -- -k "one two"', 'hand arguments to its tests'],
    ['dox -e py311 -c python3 --version', 'run another command in its container'],
    ['dox shell -e py311', 'look around in its container'],
    ['dox --junit report.xml', 'write what a CI system reads'],
    ['dox --html report.html', 'write a page to look at'],
    ['dox -n', 'show what would be done'],
    ['dox --failed', 'only what failed in the last run'],
    ['dox --retries 2', 'try failed tests again, and tell the flaky ones'],
    ['dox -r', 'build the images again'],
  ],
  run: [
    ['dox run -e py311', 'the same as dox -e py311'],
    ['dox run -- list', 'an argument that is also the name of a command'],
  ],
  list: [['dox list --json', 'for scripts']],
  config: [
    ['dox config --json', 'every target with all that it inherits'],
    ['dox config -e py27', 'of one target, also one that tox or a guess knows without listing it'],
    ['dox config --schema > dox.schema.json', 'for editors'],
    ['dox config --schema result', 'what --result-json writes; also recheck, report, advice'],
  ],
  init: [
    ['dox init', 'write dox.yml, from tox.ini, .travis.yml or a guess; never over another'],
    ['dox init --print', 'look at it first'],
    ['dox init --file .travis.yml', 'from that file, where there are several'],
  ],
  plan: [
    ['dox plan', 'no engine is asked'],
    ['dox plan --resolve -e py311', 'with image digests and package versions'],
  ],
  shell: [
    ['dox shell -e py311', 'the tree is in /src'],
    ['dox shell -e py311 --user-map me:1001:1001', 'as somebody else'],
  ],
  rerun: [
    ['dox rerun', 'what failed, with the same images, hash seed, env and services'],
    ['dox rerun -e py311', 'of one target only'],
    ['dox --failed', 'the same tests with all that as it is now'],
  ],
  lock: [
    ['dox lock', 'add to dox.lock what it does not hold; what is locked stays'],
    ['dox lock --update', 'renew all of it; prints old → new'],
    ['dox lock --update memcached', 'renew one: an image, package, target or service'],
    ['dox lock -e py27', 'also what only the command line names, of tox or a guess'],
    ['dox lock --check', 'say what registry and archive would give now'],
  ],
  sbom: [
    ['dox sbom -e py311', 'packages and images of one target'],
    ['dox sbom -e ALL >sbom.cdx.json', 'of all'],
  ],
  images: [
    ['dox images', "this project's, and the targets that run on them"],
    ['dox images --all --json', "all projects', for scripts"],
    ['dox images push', 'put them into the cache registry; what is missing is made first'],
  ],
  report: [
    ['dox report ci.log', 'a file, gzip too; or a pipe: make test 2>&1 | dox report'],
    ['dox report https://ci.example/job/7/consoleText', 'a log from the net, an HTML page too'],
    ['dox report --json ci.log', 'for scripts, by report.schema.json'],
    ['dox report --html page.html ci.log', 'a page to look at, with the log in it'],
  ],
  recheck: [
    ['dox recheck', 'of the last run'],
    ['dox recheck ci.log', 'of any log: a file, an address, or - for a pipe'],
    ['dox recheck --meta build_name=tempest-full --system neutron ci.log', 'with the name of the job'],
    ['dox config --schema recheck > recheck.schema.json', 'what may stand in recheck.yml, for editors'],
  ],
  history: [
    ['dox history', 'the tests that failed lately, and which of them are likely flaky'],
    ['dox history test_login', 'all runs of the tests with that in their names'],
    ['dox history merge a.ndjson b.ndjson', "add what other machines' runs have left with --history"],
  ],
  clean: [
    ['dox clean', 'show what would be removed: all that nobody needs'],
    ['dox clean --yes', 'remove it'],
    ['dox clean --unused 2w --yes', 'leave the images that a run has used within two weeks'],
    ['dox clean --max-size 20g --yes', 'remove the longest unused until the others take 20 GiB'],
  ],
  doctor: [['DOCKER_HOST=unix:///run/podman/podman.sock dox doctor', 'try another engine']],
};

const exitCodes = `Exit codes:
  0  every selected target ran and passed      1  tests failed (or timed out)
  2  wrong usage or configuration, drift       3  could not run: engine, image, memory, disk
  129, 130, 143  hung up, interrupted, terminated      70  a bug in dox
`;

const recheckCodes = `Exit codes:
  0  a recheck is right: each failure has a cause for which it is      1  it is not, or nothing failed
  2  wrong usage, mistakes in recheck.yml      3  there is nothing in the log that dox can read
`;

/** What follows the options in a help text: the commands, examples, the exit codes. */
export function examples(name: string, commands: readonly (readonly [string, string])[]): string {
  const parts: string[] = [];
  if (name === 'dox') parts.push(`Commands:\n${table(commands)}`);
  parts.push(`Examples:\n${table(lessons[name] ?? [])}`);
  if (name === 'dox' || name === 'run') parts.push(exitCodes);
  if (name === 'recheck') parts.push(recheckCodes);
  return `\n${parts.join('\n')}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}
