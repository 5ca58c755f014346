import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { readTeamCityMessage, type TeamCityMessage } from './teamcity-message.ts';

/** TeamCity's service messages, as many runners write them (PHPUnit and Jest plugins, JetBrains' IDEs, Kotlin, Rust). */
export const teamcity = perStream('teamcity', {
  triggers: [{ start: '##teamcity[' }],
  part: (tally) => new TeamCityStream(tally),
});

const maxTests = 10_000;
const maxDepth = 200;
const maxFlows = 1000;

interface Failed {
  readonly values: ReadonlyMap<string, string>;
  readonly id: string;
  durationMs: number | null;
  isFlaky: boolean;
  tries: number;
}

/** The suites and the test that one flow is in: runners that run several at once give each a flow. */
interface Flow {
  readonly suites: string[];
  ignored: boolean;
  failed: boolean;
}

class TeamCityStream implements StreamPart {
  readonly #tally: Tally;
  readonly #flows = new Map<string, Flow>();
  /** By suites and name. */
  readonly #failed = new Map<string, Failed>();
  readonly #ids = new Set<string>();
  readonly #problems: string[] = [];
  #announced = 0;
  #finished = 0;
  #ignored = 0;
  #failures = 0;
  #retries = false;
  #there = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line({ text, whole }: { readonly text: string; readonly whole: boolean }): boolean {
    const message = whole ? readTeamCityMessage(text) : null;
    if (message !== null) this.#take(message);
    return false;
  }

  #take({ name, values }: TeamCityMessage): void {
    const flow = this.#flow(values.get('flowId') ?? '', values.get('parent') ?? '');
    const test = values.get('name') ?? '';
    switch (name) {
      case 'testCount':
        this.#announced += Number.parseInt(values.get('count') ?? '', 10) || 0;
        break;
      case 'testSuiteStarted':
        if (flow.suites.length < maxDepth) flow.suites.push(test);
        break;
      case 'testSuiteFinished':
        // Its name is not always the same as where it started.
        flow.suites.pop();
        break;
      case 'testRetrySupport':
        this.#retries = values.get('enabled') === 'true';
        break;
      case 'testStarted':
        flow.failed = false;
        flow.ignored = false;
        break;
      case 'testFailed':
        this.#fail(flow, test, values);
        break;
      case 'testIgnored':
        flow.ignored = true;
        break;
      case 'testFinished':
        this.#finish(flow, test, values);
        break;
      case 'buildProblem':
        if (this.#problems.length < maxTests) this.#problems.push(values.get('description') ?? '');
        break;
      default:
        return;
    }
    this.#there ||= name !== 'testRetrySupport';
  }

  #flow(id: string, parent: string): Flow {
    const known = this.#flows.get(id);
    if (known !== undefined) return known;
    const flow = { suites: [...(this.#flows.get(parent)?.suites ?? [])], ignored: false, failed: false };
    if (this.#flows.size < maxFlows) this.#flows.set(id, flow);
    return flow;
  }

  #fail(flow: Flow, name: string, values: ReadonlyMap<string, string>): void {
    flow.failed = true;
    const key = [...flow.suites, name].join('\0');
    const known = this.#failed.get(key);
    if (known !== undefined) {
      known.isFlaky = false;
      known.tries += 1;
      return;
    }
    if (this.#failed.size >= maxTests) return;
    // Two suites may have a test of the same name.
    const id = this.#ids.has(name) ? [...flow.suites, name].join(' › ') : name;
    this.#ids.add(id);
    this.#failed.set(key, { values, id, durationMs: null, isFlaky: false, tries: 1 });
  }

  #finish(flow: Flow, name: string, values: ReadonlyMap<string, string>): void {
    this.#finished += 1;
    if (flow.ignored) this.#ignored += 1;
    if (flow.failed) this.#failures += 1;
    const failed = this.#failed.get([...flow.suites, name].join('\0'));
    if (failed !== undefined) {
      const duration = Number.parseInt(values.get('duration') ?? '', 10);
      if (Number.isFinite(duration)) failed.durationMs ??= duration;
      failed.isFlaky = this.#retries && !flow.failed && !flow.ignored;
    }
    flow.failed = false;
    flow.ignored = false;
  }

  end(): boolean | null {
    if (!this.#there) return null;
    const all = [...this.#failed.values()];
    const complete = [...this.#flows.values()].every(({ suites }) => suites.length === 0);
    const warnings =
      this.#announced > this.#finished
        ? [`teamcity's messages announce ${this.#announced} tests, but only ${this.#finished} ended`]
        : [];
    this.#tally.add({
      failures: [...all.filter(({ isFlaky }) => !isFlaky).map(failureOf), ...this.#problems.map(problem)],
      flaky: all.filter(({ isFlaky }) => isFlaky).map(failureOf),
      counts: this.#counts(),
      warnings,
    });
    return complete;
  }

  #counts(): Counts {
    const ran = this.#finished - this.#ignored;
    return { ran, failed: this.#failures, errors: 0, skipped: this.#ignored };
  }
}

const phpPlace = /^\s{0,8}(\/[^\s:]{1,500}):(\d{1,7})$/m;
const otherPlace =
  /(?:\(|at |^\s{0,8})((?:\/|[A-Za-z]:\\|\.{0,2}\/)?[\w@./\\-]{1,300}\.\w{1,6}):(\d{1,7})(?::\d{1,7})?\)?$/m;

function failureOf({ id, values, durationMs, tries, isFlaky }: Failed): Failure {
  const message = values.get('message') ?? '';
  const details = values.get('details') ?? '';
  const excerpt = new Excerpt();
  for (const line of `${message}\n${details}`.split('\n')) excerpt.add(line);
  const place = phpPlace.exec(details) ?? phpPlace.exec(message) ?? otherPlace.exec(details.slice(0, 4000));
  const first = `${message}\n${details}`.split('\n').find((line) => line.trim() !== '');
  return makeFailure({
    id,
    runner: 'teamcity',
    rerunId: null,
    message: first?.trim().slice(0, 1000) ?? null,
    file: place?.[1] ?? null,
    line: place === null ? null : Number(place[2]),
    excerpt: excerpt.lines(),
    outcome: values.get('error') === 'true' ? 'error' : 'failed',
    durationMs,
    attempt: tries > 1 || isFlaky ? 1 : null,
  });
}

function problem(description: string): Failure {
  const id = description.split('\n')[0] ?? '';
  return makeFailure({ id, runner: 'teamcity', rerunId: null, message: id, outcome: 'error', unit: 'task' });
}
