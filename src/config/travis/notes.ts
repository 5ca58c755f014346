import { printable } from '../../base/printable.ts';
import type { DiagnosticLog, Span } from '../diagnostic-log.ts';

/** More remarks than these help nobody. */
const mostNotes = 40;

/** Collects what a person should know of how a file was understood, each once, with its place. */
export class Notes {
  readonly #log: DiagnosticLog;
  readonly #found = new Set<string>();

  constructor(log: DiagnosticLog) {
    this.#log = log;
  }

  /** `sentence` without its full stop. */
  add(span: Span, sentence: string): void {
    if (this.#found.size > mostNotes) return;
    const { file, line } = this.#log.place(span.start);
    this.#found.add(printable(`${file}:${line}: ${sentence}`));
  }

  list(): readonly string[] {
    const all = [...this.#found];
    return all.length <= mostNotes ? all : [...all.slice(0, mostNotes), 'there are more remarks than are shown'];
  }
}
