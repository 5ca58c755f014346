import { Excerpt } from '../excerpt.ts';
import { isForeignPython, PythonTraceback, type SourcePlace } from './python-traceback.ts';

const location = /^([^\s:>][^:]{0,400}):(\d{1,9}):(?: |$)/;
const captured = /^-{3,} Captured [a-z]{1,10}(?: [a-z]{1,10})? -{3,}$/;
const errorLine = /^E( +)(\S.*)$/;
/** `self = <tests.test_a.TestA object at …>` among the arguments of a method. */
const self = /^self = <([A-Za-z_][\w.]{0,400})/;
/** Where a SyntaxError says that it is. */
const syntaxFile = /^File "([^"]{1,400})", line (\d{1,9})$/;
const strict = /^\[XPASS\(strict\)\]/;

const enoughCaptured = 60;
const blank = 0x20;

/** True if a digit follows the first colon, as in `tests/test_a.py:12: AssertionError`. */
function hasPlace(text: string): boolean {
  const code = text.charCodeAt(text.indexOf(':') + 1);
  return code >= 0x30 && code <= 0x39;
}

/** A failure as `--tb=line` prints it. */
export interface TracebackLine {
  readonly place: SourcePlace | null;
  readonly message: string;
}

/** Reads `/src/t.py:9: assert 3 == 4` or `[XPASS(strict)] reason`. */
export function readTracebackLine(text: string): TracebackLine | null {
  if (strict.test(text)) return { place: null, message: text.trimEnd() };
  const match = location.exec(text);
  const message = match === null ? '' : text.slice(match[0].length).trimEnd();
  if (match?.[1] === undefined || message === '') return null;
  return { place: { file: match[1], line: Number(match[2]) }, message };
}

/** What pytest tells of one failure under its header, in any of its `--tb` styles but `line` and `no`. */
export class PytestBlock {
  readonly category: 'failed' | 'error';
  /** As the header calls the test: `TestA.test_b[1]`; for what could not be collected its path. */
  readonly name: string;
  /** False for what could not be collected: the name is its id. */
  readonly isTest: boolean;
  readonly #excerpt = new Excerpt();
  readonly #traceback = new PythonTraceback();
  #message: { readonly indent: number; readonly text: string } | null = null;
  #inErrors = false;
  #strict: string | null = null;
  #native = false;
  #captured = false;
  #capturedLines = 0;
  #selfModule: string | null = null;
  #first: SourcePlace | null = null;
  #own: SourcePlace | null = null;
  #any: SourcePlace | null = null;

  constructor(header: { category: 'failed' | 'error'; name: string; isTest: boolean }, line: string) {
    this.category = header.category;
    this.name = header.name;
    this.isTest = header.isTest;
    this.#excerpt.add(line);
  }

  add(text: string): void {
    this.#excerpt.add(text);
    if (text.startsWith('---') && captured.test(text.slice(0, 300))) this.#captured = true;
    if (this.#captured) {
      this.#capturedLines += 1;
      return;
    }
    const isIndented = text.charCodeAt(0) === blank;
    if (!isIndented && text.startsWith('Traceback (most recent call last):')) this.#native = true;
    if (this.#native) this.#traceback.add(text);
    if (isIndented) this.#inErrors = false;
    else this.#readMargin(text);
  }

  /** What tells something stands at the margin; source lines, which are most, do not. */
  #readMargin(text: string): void {
    this.#readError(text);
    if (this.#selfModule === null && text.startsWith('self = ')) this.#selfModule = self.exec(text)?.[1] ?? null;
    if (text.startsWith('[') && strict.test(text)) this.#strict = text.trimEnd();
    const match = hasPlace(text) ? location.exec(text) : null;
    if (match?.[1] !== undefined) this.#at({ file: match[1], line: Number(match[2]) });
  }

  /** Lines that begin with `E` say the exception; the least indented one is it, the others are source or a diff. */
  #readError(text: string): void {
    const match = text.startsWith('E ') ? errorLine.exec(text.slice(0, 2000)) : null;
    if (match?.[2] === undefined) {
      this.#inErrors &&= text.startsWith('E');
      return;
    }
    const indent = match[1]?.length ?? 0;
    const file = syntaxFile.exec(match[2]);
    if (file?.[1] !== undefined) this.#at({ file: file[1], line: Number(file[2]) });
    if (!this.#inErrors || this.#message === null || indent < this.#message.indent) {
      this.#message = { indent, text: match[2].trimEnd() };
    }
    this.#inErrors = true;
  }

  #at(place: SourcePlace): void {
    this.#any = place;
    const own = !isForeignPython(place.file) && !place.file.startsWith('../');
    if (!own) return;
    this.#first ??= place;
    this.#own = place;
  }

  get inCaptured(): boolean {
    return this.#captured;
  }

  /** No more of it is wanted: a test may have printed millions of lines. */
  get isEnough(): boolean {
    return this.#capturedLines > enoughCaptured;
  }

  get message(): string | null {
    return this.#message?.text ?? this.#strict ?? (this.#native ? this.#traceback.message : null);
  }

  /** The deepest place in the project's own files. */
  get place(): SourcePlace | null {
    return this.#own ?? (this.#native ? this.#traceback.place : null) ?? this.#any;
  }

  /** The file of the outermost frame, which for a test that failed is where it stands; relative if that can be told. */
  testFile(root: string | null): string | null {
    const file = this.#first?.file ?? (this.#native ? (this.#traceback.place?.file ?? null) : null);
    if (file === null || !file.startsWith('/')) return file;
    if (root !== null && file.startsWith(`${root}/`)) return file.slice(root.length + 1);
    return this.#modules().find((module) => file.endsWith(`/${module}`)) ?? null;
  }

  /** Paths that the dotted name of `self` may stand for: `tests/test_a.py` for `tests.test_a.TestA.TestInner`. */
  #modules(): readonly string[] {
    const parts = this.#selfModule?.split('.') ?? [];
    return parts.map((_, index) => `${parts.slice(0, parts.length - 1 - index).join('/')}.py`);
  }

  get excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }
}
