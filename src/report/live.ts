import { formatBytes } from '../base/bytes.ts';
import { formatSeconds } from '../base/duration.ts';
import type { Style } from '../base/style.ts';
import { unreachable } from '../base/unreachable.ts';
import type { Event, ImageAction } from '../run/event.ts';
import type { CiMarks } from './ci-marks.ts';
import { notesLine } from './notes-text.ts';
import type { Reporter } from './reporter.ts';

interface LiveOptions {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** For what goes to stdout (headings) and to stderr (the conversation). */
  readonly style: { readonly stdout: Style; readonly stderr: Style };
  /** stderr is a terminal of this many columns: progress may be redrawn in place. Null: whole lines only. */
  readonly columns: number | null;
  /** Headings, progress and output are left out: only warnings remain. */
  readonly quiet: boolean;
  /** Every line of a build is shown. */
  readonly debug: boolean;
  /** A direct command: stdout carries its output and nothing else. */
  readonly bare: boolean;
  /** What a CI system wants to read in between, on stdout. */
  readonly marks: CiMarks | null;
}

const doing: Record<ImageAction, string> = { pull: 'pulling', build: 'building', prepare: 'preparing' };
const others: Record<ImageAction, string> = { pull: 'pulls', build: 'builds', prepare: 'prepares' };

/**
 * Shows a run while it goes on: a heading and the output of each target on stdout as it comes (standard error of
 * the tests on standard error), and on standard error what dox does to get there.
 */
export class LiveReporter implements Reporter {
  readonly #options: LiveOptions;
  #work: { readonly image: string; readonly action: ImageAction; readonly since: number } | null = null;
  #drawn = false;
  /** Whether the last byte of each stream ended a line. */
  readonly #atLineStart = { stdout: true, stderr: true };

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  event(event: Event): void {
    switch (event.kind) {
      case 'image-started':
        this.#work = { image: event.image, action: event.action, since: event.time };
        return this.#say(`${doing[event.action]} ${event.image}${event.why === null ? '' : `: ${event.why}`}`);
      case 'image-waiting':
        this.#work = { image: event.image, action: event.action, since: event.time };
        return this.#say(`waiting for another dox that ${others[event.action]} ${event.image}`);
      case 'image-progress': {
        const total = event.total > 0 ? ` of ${formatBytes(event.total)}` : '';
        return this.#draw(`pulling ${event.image}: ${formatBytes(event.done)}${total}`);
      }
      case 'image-line':
        return this.#options.debug ? this.#say(`  ${event.line}`) : this.#draw(`  ${event.line}`);
      case 'image-ready':
        return this.#ready(event.time);
      case 'target-started':
        return this.#heading(event);
      case 'target-retried': {
        const what = event.tests === 1 ? 'the test that failed' : `the ${event.tests} tests that failed`;
        return this.#say(`trying ${what} again (try ${event.number} of ${event.of})`);
      }
      case 'service-started':
        return this.#draw(`waiting for ${event.service}`);
      case 'target-ended':
        this.#erase();
        this.#work = null;
        this.#finishLines();
        return this.#mark(this.#options.marks?.close(event));
      case 'warning': {
        const hint = event.hint === null ? '' : ` (${event.hint})`;
        return this.#write('stderr', `${this.#options.style.stderr.yellow('warning:')} ${event.message}${hint}\n`);
      }
      case 'interrupted': {
        const [doing, first] = event.running
          ? ['runs', 'it may end in its own time; once more kills it']
          : ['is made ready', 'stopping'];
        const what = event.times > 1 ? 'killing it' : first;
        const end = this.#options.columns === null ? '' : '\r'; // the terminal may be in raw mode
        const signal = event.signal === 'SIGHUP' ? 'hung up' : event.signal;
        return this.#say(`${signal} while ${event.target} ${doing}: ${what}${end}`);
      }
      case 'run-started': {
        this.#mark(this.#options.marks?.begin(event));
        const note = notesLine(event.notes);
        return note === null ? undefined : this.#say(note);
      }
      case 'engine-connected':
      case 'container-created':
      case 'container-started':
      case 'service-ready':
        return;
      case 'run-ended':
        this.#finishLines();
        return this.#mark(this.#options.marks?.ended(event));
      default:
        unreachable(event);
    }
  }

  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): void | Promise<void> {
    const { quiet, bare } = this.#options;
    if (quiet && !bare) return;
    const to = this.#options[stream];
    if (!to.writable) return;
    this.#atLineStart[stream] = chunk[chunk.length - 1] === 0x0a;
    if (to.write(chunk)) return;
    return new Promise((resolve) => {
      const done = (): void => {
        for (const name of ['drain', 'close', 'error']) to.off(name, done);
        resolve();
      };
      for (const name of ['drain', 'close', 'error']) to.once(name, done);
    });
  }

  /** All is shown, the summary too. */
  end(): void {
    this.#mark(this.#options.marks?.end());
  }

  #heading(event: Extract<Event, { readonly kind: 'target-started' }>): void {
    const { quiet, bare, style, marks } = this.#options;
    if (quiet || bare) return;
    this.#finishLines(); // of the try before
    const heading = `${style.stdout.bold(`==> ${event.target}`)} ${style.stdout.dim(`on ${event.image}`)}\n`;
    this.#write('stdout', marks?.open(event, heading) ?? heading);
  }

  #mark(text: string | undefined): void {
    if (text !== undefined && text !== '') this.#write('stdout', text);
  }

  #ready(time: number): void {
    const work = this.#work;
    this.#work = null;
    if (work !== null) this.#say(`${work.image} is ready (${formatSeconds((time - work.since) / 1000)})`);
  }

  /** A whole line of the conversation. */
  #say(line: string): void {
    if (this.#options.quiet) return;
    this.#erase();
    this.#write('stderr', `${this.#options.style.stderr.dim(`dox: ${line}`)}\n`);
  }

  /** A line that the next one overwrites; only for a terminal. */
  #draw(line: string): void {
    const { columns, quiet, style, stderr } = this.#options;
    if (columns === null || quiet) return;
    // a build's own colours must not leak out of the cut line
    const plain = line.replace(/\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x1f]/g, ' ').slice(0, Math.max(10, columns - 1));
    stderr.write(`\r\x1b[2K${style.stderr.dim(plain)}`);
    this.#drawn = true;
  }

  #erase(): void {
    if (this.#drawn) this.#options.stderr.write('\r\x1b[2K');
    this.#drawn = false;
  }

  /** A target that did not end its last line must not swallow the next heading. */
  #finishLines(): void {
    if (this.#options.bare) return;
    for (const stream of ['stdout', 'stderr'] as const) if (!this.#atLineStart[stream]) this.#write(stream, '\n');
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    this.#options[stream].write(text);
    this.#atLineStart[stream] = true;
  }
}
