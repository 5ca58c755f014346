import type { Place } from '../../base/diagnostic.ts';
import type { Command } from '../config.ts';
import type { ProjectFiles } from '../project-files.ts';
import { aptPackagesOf } from './apt-commands.ts';
import { defaultSteps } from './default-steps.ts';
import type { Phase, Step, TravisJob } from './travis-project.ts';

/** What a job runs, with Travis's meaning of its phases. */
export interface JobCommands {
  readonly commands: readonly Command[];
  readonly form: 'list' | 'block';
  /** Packages that its commands would have installed. */
  readonly packages: readonly Step[];
  /** What a person should know, as sentences without their full stop. */
  readonly notes: readonly string[];
}

export interface CommandInput {
  readonly job: TravisJob;
  readonly files: ProjectFiles;
  /** What comes before all of the job's own. */
  readonly before: readonly string[];
}

type Own = { readonly text: string; readonly keepGoing?: true; readonly place?: Place };

/**
 * The phases as commands of one bash: a failure up to `before_script` ends the job; of `script` all commands run, and
 * any failure is one of the job (https://docs.travis-ci.com/user/job-lifecycle). What comes after does not count.
 */
export function jobCommands({ job, files, before }: CommandInput): JobCommands {
  const defaults = defaultSteps(job, files);
  const packages: Step[] = [];
  const steps = (phase: Phase, usual: readonly string[] = []): readonly Own[] => {
    const written = job.phases[phase];
    if (written === null) return usual.map((text) => ({ text }));
    return written.filter((step) => !isNothing(step.text));
  };
  const early = [...steps('before_install'), ...steps('install', defaults.install), ...steps('before_script')];
  const kept = early.filter((step) => {
    const installed = aptPackagesOf(step.text);
    for (const text of installed ?? []) packages.push({ text, place: step.place ?? job.place });
    return installed === null;
  });
  const script = steps('script', defaults.script ?? [noScript]);
  const own = [...piped(kept.map(stopping)), ...whole(script)];
  const texts = own.map(({ text }) => text).join('\n');
  const helpers = Object.entries(functions).filter(([name]) => texts.includes(name));
  const setUp = [...helpers.map(([, text]) => text), ...before];
  const commands = [...setUp.map((text): Own => ({ text })), ...own];
  const last = script.at(-1)?.text ?? '';
  return {
    commands: own.length === 0 ? [] : commands.map((step): Command => ({ kind: 'script', ...step })),
    form: script.length === 1 && isOneCommand(last) ? 'list' : 'block',
    packages,
    notes: notesOn(job, texts, defaults.script === null),
  };
}

/** Ways to write that a phase does nothing. */
function isNothing(text: string): boolean {
  return /^\s*(?:skip|true|:)?\s*$/.test(text);
}

/** What Travis says, and then fails. */
const noScript = "echo 'Please override the script: key in your .travis.yml to run tests.' >&2; false";

/**
 * What prepares a job, with pipes as Travis has them: only the last part counts (`yes | setup`). Those of `script` stay
 * strict, since a test that fails on the left of one has failed.
 */
function piped(early: readonly Own[]): readonly Own[] {
  if (!early.some(({ text }) => /(?:^|[^|])\|(?:[^|]|$)/.test(text))) return early;
  return [{ text: 'set +o pipefail' }, ...early, { text: 'set -o pipefail' }];
}

/** After all of several commands of `script`, where one of them asks for what Travis says: whether one of them failed. */
const anyFailure = 'exit "$TRAVIS_TEST_RESULT"';

/** Programs that run tests, which are what arguments are meant for. */
const runner =
  /(?:^|[\s/])(?:pytest|py\.test|unittest|nosetests3?|tox|nox|stestr|trial|rspec|go test|prove|phpunit|mix test|cargo test|ctest)(?=\s|$)/;

/** One command alone, or several that all run whatever the others came to. */
function whole(script: readonly Own[]): readonly Own[] {
  if (script.length <= 1) return script.map(stopping);
  const looksBack = script.some(({ text }) => text.includes('TRAVIS_TEST_RESULT'));
  const tests = script.filter(({ text }) => isOneCommand(text) && runner.test(text));
  const steps = script.map((step): Own => {
    const takes = tests.length === 1 && tests[0] === step && !/&&|\||[<>]/.test(step.text);
    const text = takes ? `${step.text.trim()} {posargs}` : step.text;
    return looksBack
      ? { ...step, text: guarded(text, 'export TRAVIS_TEST_RESULT=$?') }
      : { ...step, text: text.trimEnd(), keepGoing: true as const };
  });
  return looksBack ? [...steps, { text: anyFailure }] : steps;
}

/** Of several commands in one text the last one counts, as in any script. */
function stopping(step: Own): Own {
  return isOneCommand(step.text) ? step : { ...step, text: guarded(step.text, 'exit $?') };
}

function guarded(text: string, otherwise: string): string {
  return isOneCommand(text) ? `${text.trim()} || ${otherwise}` : `{\n${text.trimEnd()}\n} || ${otherwise}`;
}

/** One line that is one command, a pipe, or several with `&&` and `||`; a comment would hide what comes after it. */
function isOneCommand(text: string): boolean {
  const line = text.trim();
  return !/[\n#;]|\\$|<</.test(line) && !/(^|[^&>])&([^&>]|$)/.test(line);
}

/** What Travis's shell has of its own. */
const functions: Readonly<Record<string, string>> = {
  travis_retry: 'travis_retry() { "$@" || "$@" || "$@"; }',
  travis_wait: 'travis_wait() { case $1 in [0-9]*) shift ;; esac; "$@"; }',
  travis_terminate: 'travis_terminate() { exit "$1"; }',
  travis_cmd: 'travis_cmd() { eval "$1"; }',
  travis_fold: 'travis_fold() { :; }',
  travis_time_start: 'travis_time_start() { :; }',
  travis_time_finish: 'travis_time_finish() { :; }',
  sudo: `sudo() {
  while :; do
    case $1 in
      -u | -g) shift 2 ;;
      *=*) export "$1"; shift ;;
      -*) shift ;;
      *) break ;;
    esac
  done
  "$@"
}`,
};

function notesOn(job: TravisJob, texts: string, lacksScript: boolean): readonly string[] {
  const notes: string[] = [];
  if (/(?:^|\W)sudo\s/.test(texts)) notes.push('sudo runs its command as you: what needs root fails');
  if (lacksScript && job.phases.script === null)
    notes.push('there is no "script", and Travis has no default for it: it fails');
  const after = (['after_success', 'after_failure', 'after_script'] as const).filter(
    (phase) => (job.phases[phase]?.filter((step) => !isNothing(step.text)).length ?? 0) > 0,
  );
  const left = [...after, ...(job.places.deploy === undefined ? [] : ['deploy'])];
  if (left.length > 0) notes.push(`${left.join(', ')}: left out, since nothing there counts`);
  return notes;
}
