import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { type FailedTask, taskReport } from './task-report.ts';
import { isFailedVerdict, verdictTriggers } from './test-verdict.ts';

/** nox: its sessions, by what it says when each ends. Source: nox/sessions.py and tasks.py. */
export const nox: Runner = { name: 'nox', parser: () => new NoxParser() };

const prefix = /^nox > (?:\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] )?/;
const command = /^Command (.{1,1000}) failed with exit code (-?\d{1,10})(?::|$)/;
const running = 'Running session ';
const raised = 'raised exception ';
const outcomes = ['failed', 'aborted', 'skipped', 'was successful'] as const;
const maxTasks = 1000;

class NoxParser implements Parser {
  readonly runner = 'nox';
  readonly triggers = [...verdictTriggers, { start: 'nox > ' }];
  readonly #failed: FailedTask[] = [];
  #isThere = false;
  /** The one that runs. */
  #session: string | null = null;
  #tests = false;
  #message: string | null = null;

  line({ text, whole }: Line): boolean {
    const before = whole ? prefix.exec(text) : null;
    if (before !== null) this.#say(text.slice(before[0].length, 2000));
    else if (whole && isFailedVerdict(text)) this.#tests = true;
    return false;
  }

  #say(text: string): void {
    if (text.startsWith('Session ')) this.#session ??= sessionIn(text);
    const ofSession = `Session ${this.#session} `;
    if (text.startsWith(running)) this.#begin(text.slice(running.length));
    else if (text.startsWith(ofSession)) this.#sayOfSession(text.slice(ofSession.length));
    else {
      const failed = text.startsWith('Command ') ? command.exec(text) : null;
      if (failed !== null) this.#message = `${failed[1]?.slice(0, 300)}: exit code ${failed[2]}`;
      else if (text.startsWith('Program ') && text.endsWith(' not found.')) this.#message = text.slice(0, -1);
      else this.#message = null;
    }
  }

  #sayOfSession(text: string): void {
    if (text.startsWith(raised)) this.#message = text.slice(raised.length, 400);
    const outcome = outcomes.find((each) => text.startsWith(each));
    if (outcome === undefined) return;
    const reason = text.indexOf(': ');
    if (outcome === 'failed' || outcome === 'aborted') this.#fail(reason < 0 ? null : text.slice(reason + 2, 400));
    this.#begin(null);
  }

  #begin(session: string | null): void {
    this.#isThere = true;
    this.#session = session;
    this.#tests = false;
    this.#message = null;
  }

  #fail(reason: string | null): void {
    if (this.#session === null || this.#failed.length >= maxTasks) return;
    const message = this.#message ?? reason?.replace(/\.$/, '') ?? 'the session failed';
    this.#failed.push({ name: this.#session, message, durationMs: null, isExplained: this.#tests });
  }

  end(): RunnerReport | null {
    // It was killed between the command that failed and the word on the session.
    if (this.#message !== null) this.#fail(null);
    return this.#isThere ? taskReport(this.runner, this.#failed, this.#session === null) : null;
  }
}

/** Where the log begins inside of a session, the line that ends it has its name: `Session cov failed.` */
function sessionIn(text: string): string | null {
  const ends = outcomes.map((outcome) => text.indexOf(` ${outcome}`)).filter((at) => at > 0);
  return ends.length === 0 ? null : text.slice('Session '.length, Math.min(...ends));
}
