import { Excerpt } from '../excerpt.ts';
import { readFrame, withoutScheme } from './js-frame.ts';
import { indentOf } from './tap-line.ts';

const maxLines = 60;
const maxLength = 1000;
const keyed = /^([A-Za-z_]{1,30}):(?: (.*))?$/;
const nodePlace = /^(.{1,500}?):(\d{1,9})(?::\d{1,9})?$/;
const perlPlace = /^#\s+at (.{1,400}) line (\d{1,9})\.$/;
const batsPlace = /in (?:test )?file (.{1,400}), line (\d{1,9})\)$/;
const perlTitle = /^#\s+(?:Failed (?:\(TODO\) )?test\b|at )/;
const block = /^[|>][-+]?$/;

/** What is told of a test point behind it: a YAML block, comments, or lines with two more blanks. */
export class TapDiagnosis {
  file: string | null = null;
  line: number | null = null;
  durationMs: number | null = null;
  /** As node:test says it, such as `subtestsFailed`. */
  failureType: string | null = null;
  readonly #excerpt = new Excerpt();
  readonly #indent: number;
  readonly #values = new Map<string, string>();
  /** How far the YAML block is indented, while in it. */
  #yaml: number | null = null;
  /** A key whose value stands on the lines below. */
  #waiting: string | null = null;
  #comment: string | null = null;
  #plain: string | null = null;
  #stack = false;
  #lines = 0;

  constructor(indent: number) {
    this.#indent = indent;
  }

  get isInYaml(): boolean {
    return this.#yaml !== null;
  }

  get hasYaml(): boolean {
    return this.#values.size > 0;
  }

  get isEnough(): boolean {
    return this.#lines >= maxLines;
  }

  value(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  /** False if the line does not belong to the point. */
  add(text: string): boolean {
    this.#lines += 1;
    const bare = text.slice(0, maxLength).trimEnd();
    const indent = indentOf(bare);
    if (this.#yaml !== null) this.#inYaml(bare, indent);
    else if (bare.trim() === '---' && indent > this.#indent) this.#yaml = indent;
    else return this.#outside(bare, indent);
    return true;
  }

  #inYaml(text: string, indent: number): void {
    const told = text.slice(indent);
    if (told === '...' && indent <= (this.#yaml ?? 0)) {
      this.#yaml = null;
      return;
    }
    if (!this.isEnough) this.#excerpt.add(text.slice(Math.min(indent, this.#yaml ?? 0)));
    if (told === '') return;
    const key = keyed.exec(told);
    const level = indent - (this.#yaml ?? 0);
    if (key?.[1] !== undefined && level <= 6 && !this.#stack) this.#key(key[1], (key[2] ?? '').trim());
    else if (key?.[1] !== undefined && level <= 2) this.#key(key[1], (key[2] ?? '').trim());
    else this.#more(told);
  }

  #key(key: string, raw: string): void {
    this.#stack = key === 'stack';
    this.#waiting = raw === '' || block.test(raw) ? key : null;
    if (this.#waiting !== null) return;
    const value = unquoted(raw);
    if (!this.#values.has(key)) this.#values.set(key, value);
    if (key === 'duration_ms') this.durationMs = Number.isFinite(Number(value)) ? Number(value) : null;
    else if (key === 'failureType') this.failureType = value;
    else if (key === 'location') this.#place(nodePlace.exec(value));
    else if (key === 'at') this.#frame(value);
    else if (key === 'fileName') this.file ??= value;
    else if (key === 'lineNumber') this.line ??= Number(value) || null;
  }

  #more(told: string): void {
    if (this.#waiting !== null) {
      if (!this.#values.has(this.#waiting)) this.#values.set(this.#waiting, told);
      this.#waiting = this.#stack ? 'stack' : null;
    }
    this.#place(batsPlace.exec(told));
    if (this.#stack) this.#frame(told);
  }

  #place(found: RegExpExecArray | null): void {
    if (found?.[1] === undefined || this.file !== null) return;
    this.file = withoutScheme(found[1]);
    this.line = Number(found[2]);
  }

  #frame(text: string): void {
    const found = this.file === null ? readFrame(text) : null;
    if (found === null) return;
    this.file = found.file;
    this.line = found.line;
  }

  #outside(text: string, indent: number): boolean {
    const told = text.slice(indent);
    if (told === '') return true;
    if (told.startsWith('#')) {
      if (!this.isEnough) this.#excerpt.add(told);
      this.#place(perlPlace.exec(told) ?? batsPlace.exec(told));
      if (!perlTitle.test(told) && !told.startsWith('# (') && told.length > 2) this.#comment ??= told.slice(1).trim();
      return true;
    }
    if (indent < this.#indent + 2 || indent > this.#indent + 40) return false;
    if (!this.isEnough) this.#excerpt.add(told);
    this.#plain ??= told;
    if (told.startsWith('at ')) this.#frame(told);
    return true;
  }

  message(): string | null {
    const told = this.#values.get('error') ?? this.#values.get('message');
    if (told !== undefined && !told.startsWith('(')) return told;
    const [expected, actual] = [this.#values.get('expected'), this.#values.get('actual')];
    if (expected !== undefined && actual !== undefined) return `expected: ${expected}, actual: ${actual}`;
    return this.#comment ?? this.#plain ?? told ?? null;
  }

  excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }
}

function unquoted(value: string): string {
  const quote = value[0];
  if ((quote !== "'" && quote !== '"') || !value.endsWith(quote) || value.length < 2) return value;
  const inner = value.slice(1, -1);
  return quote === "'" ? inner.replaceAll("''", "'") : inner.replace(/\\(["\\])/g, '$1');
}
