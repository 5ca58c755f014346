import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner } from '../parser.ts';
import { type FailedTask, taskReport } from './task-report.ts';
import { isFailedVerdict, verdictTriggers } from './test-verdict.ts';

/** nox: its sessions, by what it says when each ends. Source: nox/sessions.py and tasks.py. */
export const nox: Runner = { name: 'nox', parser: () => new NoxParser() };

const prefix = /^nox > (?:\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] )?/;
const ended =
  /^Session (\S{1,400}(?:\(.{0,400}\))?) (was successful|skipped|failed|aborted)(?:(?: in .{1,40})?(?::? (.{0,400}))?)?\.?$/;
const command = /^Command (.{1,1000}) failed with exit code (-?\d{1,10})(?::|$)/;
const raising = /^Session \S{1,400}(?:\(.{0,400}\))? raised exception (.{1,400})$/;
const maxTasks = 1000;

class NoxParser implements Parser {
  readonly runner = 'nox';
  readonly triggers = [...verdictTriggers, { start: 'nox > ' }];
  readonly #failed: FailedTask[] = [];
  #isThere = false;
  #isRunning = false;
  #tests = false;
  #message: string | null = null;

  line({ text, whole }: Line): boolean {
    const before = whole ? prefix.exec(text) : null;
    if (before !== null) this.#say(text.slice(before[0].length, 2000));
    else if (whole && isFailedVerdict(text)) this.#tests = true;
    return false;
  }

  #say(text: string): void {
    const match = text.startsWith('Session ') ? ended.exec(text) : null;
    if (text.startsWith('Running session ')) {
      this.#begin(true);
    } else if (match?.[1] !== undefined) {
      if (match[2] === 'failed' || match[2] === 'aborted') this.#fail(match[1], match[3] ?? null);
      this.#begin(false);
    } else {
      const raised = raising.exec(text)?.[1];
      const failed = text.startsWith('Command ') ? command.exec(text) : null;
      if (raised !== undefined) this.#message = raised;
      else if (failed !== null) this.#message = `${failed[1]?.slice(0, 300)}: exit code ${failed[2]}`;
      else if (text.startsWith('Program ') && text.endsWith(' not found.')) this.#message = text.slice(0, -1);
    }
  }

  #begin(isRunning: boolean): void {
    this.#isThere = true;
    this.#isRunning = isRunning;
    this.#tests = false;
    this.#message = null;
  }

  #fail(name: string, reason: string | null): void {
    if (this.#failed.length >= maxTasks) return;
    const message = this.#message ?? reason?.replace(/\.$/, '') ?? 'the session failed';
    this.#failed.push({ name, message, durationMs: null, isExplained: this.#tests });
  }

  end(): RunnerReport | null {
    return this.#isThere ? taskReport(this.runner, this.#failed, !this.#isRunning) : null;
  }
}
