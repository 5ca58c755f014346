import { strip } from '../python-text.ts';
import { Refusal } from '../refusal.ts';
import { unescapeBraces } from './commands.ts';
import type { SectionReader } from './section-reader.ts';

/** The variables that an environment sets. One may read another; what reads itself reads the caller's. */
export class Setenv {
  readonly #written: ReadonlyMap<string, string>;
  readonly #reader: SectionReader;
  readonly #outside: (name: string) => string | null;
  readonly #resolved = new Map<string, string>();
  readonly #open: string[] = [];

  constructor(written: ReadonlyMap<string, string>, reader: SectionReader, outside: (name: string) => string | null) {
    this.#written = written;
    this.#reader = reader;
    this.#outside = outside;
  }

  get(name: string): string | null {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    const text = this.#open.includes(name) ? undefined : this.#written.get(name);
    if (text === undefined) return this.#outside(name);
    this.#open.push(name);
    try {
      const value = this.#reader.replace(text, { key: 'setenv' });
      this.#resolved.set(name, value);
      return value;
    } finally {
      this.#open.pop();
    }
  }

  get variables(): readonly string[] {
    return [...this.#written.keys()];
  }

  /** The value as a program gets it. */
  exported(name: string): string {
    return unescapeBraces(this.get(name) ?? '');
  }
}

/** The lines `NAME=value`; `file|path` stands for the lines of that file of the project. */
export function readSetenv(text: string, readFile: (path: string) => string | null, depth = 0): Map<string, string> {
  const written = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (strip(line) === '' || line.startsWith('#')) continue;
    if (line.startsWith('file|')) {
      const content = depth > 10 ? null : readFile(strip(line.slice('file|'.length)));
      if (content !== null)
        for (const [name, value] of readSetenv(content.replaceAll('\r\n', '\n'), readFile, depth + 1))
          written.set(name, value);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) throw new Refusal(`"${line}" is not NAME=value`, { whole: true });
    written.set(strip(line.slice(0, equals)), strip(line.slice(equals + 1)));
  }
  return written;
}
