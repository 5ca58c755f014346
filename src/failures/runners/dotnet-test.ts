import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import { type DotnetFrame, dotnetFilter, readDotnetFrame } from './dotnet-name.ts';

const headings: ReadonlySet<string> = new Set(['Error Message:', 'Stack Trace:', 'Standard Output Messages:']);

/** True for a line that stands below the name of a failed test in vstest's output. */
export function isHeading(text: string): boolean {
  return headings.has(text.trim());
}

/** A test that failed, with what is printed below it. */
export class OpenDotnetTest {
  readonly id: string;
  readonly #durationMs: number | null;
  readonly #excerpt = new Excerpt();
  readonly #methods: string[] = [];
  #message: string | null = null;
  #place: DotnetFrame | null = null;

  constructor(id: string, durationMs: number | null) {
    this.id = id;
    this.#durationMs = durationMs;
  }

  /** It has a duration and something below it: hardly anyone else prints that. */
  get isTelling(): boolean {
    return this.#durationMs !== null && this.#message !== null;
  }

  add(text: string): void {
    this.#excerpt.add(text);
    const frame = readDotnetFrame(text);
    if (frame !== null) {
      if (this.#methods.length < 50) this.#methods.push(frame.method);
      if (frame.file !== null) this.#place ??= frame;
    } else if (!isHeading(text) && text.trim() !== '' && !text.trim().startsWith('at '))
      this.#message ??= text.trim().slice(0, 1000);
  }

  finish(attempt: number | null): Failure {
    return makeFailure({
      id: this.id,
      runner: 'dotnet',
      rerunId: dotnetFilter(this.id, this.#methods),
      message: this.#message,
      file: this.#place?.file ?? null,
      line: this.#place?.line ?? null,
      excerpt: this.#excerpt.lines(),
      durationMs: this.#durationMs,
      attempt,
    });
  }
}

const bracketed = /^(.{1,2000}?) \[(< 1 ms|(?:\d{1,6} (?:h|m|s|ms) ?){1,3})\]$/;
const trailing = / \(?((?:\d{1,6}(?:d|h|m|s|ms) ?){1,5})\)?$/;
const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

export interface NamedTest {
  readonly name: string;
  /** Null where none is printed; less than a millisecond is 0. */
  readonly durationMs: number | null;
}

/** `Name [21 ms]`, of vstest since 16. */
export function readVstestName(text: string): NamedTest {
  const match = bracketed.exec(text);
  return match === null
    ? { name: text, durationMs: null }
    : { name: match[1] ?? '', durationMs: milliseconds(match[2]) };
}

/** `Name (1s 021ms)`, of Microsoft.Testing.Platform. */
export function readPlatformName(text: string): NamedTest {
  const match = trailing.exec(text.slice(-80));
  if (match === null) return { name: text, durationMs: null };
  return { name: text.slice(0, -match[0].length), durationMs: milliseconds(match[1]) };
}

function milliseconds(text = ''): number {
  if (text.startsWith('<')) return 0;
  return [...text.matchAll(/(\d{1,6}) ?(ms|d|h|m|s)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  );
}
