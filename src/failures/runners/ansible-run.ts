import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import { type AnsibleFailure, type AnsibleHost, messageOf, readFailure, readHost, readTask } from './ansible-line.ts';

const maxFailures = 10_000;
const maxExcerpt = 40;
/** What an error begins with that stops the whole. */
export const errorMarks = ['ERROR! ', '[ERROR]: '];
const place = /^The error appears to (?:be|have been) in '(.{1,1000})': line (\d{1,9})/;
const origin = /^Origin: (.{1,1000}?):(\d{1,9})(?::\d{1,9})?$/;
/** Errors that come without a place. */
const openings = [
  'the playbook: ',
  'Unexpected Exception, this is probably a bug',
  'We were unable to read either as JSON nor YAML',
  'Syntax Error while loading YAML',
  'Attempting to decrypt but no vault secrets found',
];

/** A task that failed on a host and was not ignored. */
interface Failed {
  readonly task: string;
  readonly host: string;
  readonly kind: 'failed' | 'unreachable';
  readonly excerpt: Excerpt;
  message: string | null;
}

/** What one playbook came to. */
export class AnsibleRun {
  #task: string | null = null;
  readonly #failed: Failed[] = [];
  /** What failed since the last task began: `...ignoring` takes the last host back. */
  #open: Failed | null = null;
  /** What failed of the task at hand, by its hosts: each item of a loop has a line. */
  readonly #ofTask = new Map<string, Failed>();
  #lines = 0;
  #hosts: AnsibleHost[] = [];
  #inRecap = false;
  #error: { readonly text: string; readonly lines: Excerpt; file: string | null; line: number | null } | null = null;
  #loading: Failure | null = null;

  get isClosed(): boolean {
    return this.#hosts.length > 0 || this.#loading !== null;
  }

  get wasThere(): boolean {
    return this.#task !== null || this.isClosed;
  }

  line(text: string): boolean {
    if (this.#inRecap) return this.#recap(text);
    const task = readTask(text);
    if (task !== null) {
      this.#task = task;
      this.#ofTask.clear();
      this.#open = null;
      return false;
    }
    const failure = this.#task === null ? null : readFailure(text);
    if (failure !== null) return this.#add(failure, text);
    if (text.startsWith('...ignoring')) {
      const ignored = this.#open;
      if (ignored !== null) {
        const at = this.#failed.lastIndexOf(ignored);
        if (at >= 0) this.#failed.splice(at, 1);
        this.#ofTask.delete(ignored.host);
      }
      this.#open = null;
      return false;
    }
    if (text.startsWith('PLAY RECAP ')) {
      this.#inRecap = true;
      return true;
    }
    if (this.#error === null && errorMarks.some((mark) => text.startsWith(mark))) return this.#beginError(text);
    if (this.#error !== null) return this.#inError(text);
    return this.#detail(text);
  }

  #add({ host, kind, result }: AnsibleFailure, text: string): boolean {
    const task = this.#task ?? '';
    const known = this.#ofTask.get(host);
    if (known !== undefined) {
      known.excerpt.add(text);
      this.#open = known;
      return false;
    }
    const failed = {
      task,
      host,
      kind: kind === 'unreachable' ? kind : ('failed' as const),
      excerpt: new Excerpt(),
      message: messageOf(result),
    };
    failed.excerpt.add(text);
    this.#open = failed;
    this.#lines = 0;
    this.#ofTask.set(host, failed);
    if (this.#failed.length < maxFailures) this.#failed.push(failed);
    // The result goes on below if it is printed as YAML or indented.
    return result === '' || !result.endsWith('}');
  }

  #detail(text: string): boolean {
    if (this.#open === null) return false;
    this.#lines += 1;
    if (this.#lines > maxExcerpt || text.trim() === '') return false;
    this.#open.excerpt.add(text);
    const line = text.trim().slice(0, 1000);
    if (/^[|>]/.test(this.#open.message ?? '')) this.#open.message = line;
    else if (line.startsWith('msg: ')) this.#open.message ??= line.slice('msg: '.length);
    else this.#open.message ??= messageOf(line);
    return true;
  }

  #beginError(text: string): boolean {
    const mark = errorMarks.find((each) => text.startsWith(each)) ?? '';
    const told = text.slice(mark.length).trim().slice(0, 1000);
    this.#error = { text: told, lines: new Excerpt(), file: null, line: null };
    this.#lines = 0;
    this.#error.lines.add(text);
    if (openings.some((opening) => told.startsWith(opening))) this.#keepError();
    return true;
  }

  #inError(text: string): boolean {
    const error = this.#error;
    if (error === null) return false;
    this.#lines += 1;
    error.lines.add(text);
    const found = place.exec(text.slice(0, 1200)) ?? (this.#loading === null ? null : origin.exec(text.slice(0, 1200)));
    if (found?.[1] !== undefined && error.file === null) {
      error.file = found[1];
      error.line = Number(found[2]);
      this.#keepError();
    }
    if (this.#lines < 20 && (this.#loading !== null || this.#lines < 8)) {
      if (this.#loading !== null) this.#keepError();
      return true;
    }
    this.#error = null;
    return false;
  }

  /** The playbook could not be loaded, or a task of it not be prepared. */
  #keepError(): void {
    if (this.#error === null) return;
    const { text, lines, file, line } = this.#error;
    this.#loading = makeFailure({
      id: file ?? 'playbook',
      runner: 'ansible',
      rerunId: null,
      unit: 'task',
      message: text,
      file,
      line,
      excerpt: lines.lines(),
      outcome: 'error',
    });
  }

  #recap(text: string): boolean {
    const host = readHost(text);
    if (host === null) {
      this.#inRecap = this.#hosts.length === 0 && text.trim() === '';
      return this.#inRecap;
    }
    if (this.#hosts.length < maxFailures) this.#hosts.push(host);
    return true;
  }

  result() {
    const failed = this.#unrescued();
    const failures = failed.map(describe);
    const counts = this.#counts();
    const wanted = counts === null ? failed.length : counts.failed + counts.errors;
    const differs = wanted > failed.length;
    return {
      failures: this.#loading === null ? failures : [...failures, this.#loading],
      counts,
      warnings: differs ? [`Ansible counts ${wanted} that failed, but ${failed.length} are printed`] : [],
    };
  }

  /** What a block rescued is printed like all else; the recap counts what was not, and that is what failed last. */
  #unrescued(): readonly Failed[] {
    if (this.#hosts.length === 0) return this.#failed;
    const numbers = new Map(this.#hosts.map((each) => [each.host, each.numbers]));
    const left = new Map<string, number>();
    const kept = [...this.#failed].reverse().filter(({ host, kind }) => {
      const key = `${kind} ${host}`;
      const rest = left.get(key) ?? numbers.get(host)?.get(kind) ?? 0;
      left.set(key, rest - 1);
      return rest > 0;
    });
    return kept.reverse();
  }

  #counts(): Counts | null {
    if (this.#hosts.length === 0) return null;
    const of = (name: string): number => this.#hosts.reduce((sum, { numbers }) => sum + (numbers.get(name) ?? 0), 0);
    const failed = of('failed');
    const errors = of('unreachable');
    return { ran: of('ok') + failed + errors + of('rescued'), failed, errors, skipped: of('skipped') };
  }
}

function describe({ task, host, kind, excerpt, message }: Failed): Failure {
  return makeFailure({
    id: `${host}: ${task}`,
    runner: 'ansible',
    unit: 'task',
    message: message ?? kind,
    excerpt: excerpt.lines(),
    outcome: kind === 'unreachable' ? 'error' : 'failed',
  });
}
