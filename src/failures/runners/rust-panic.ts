import { Excerpt } from '../excerpt.ts';
import type { Failure } from '../failure.ts';

/** Since Rust 1.73 `thread 'a::b' (123) panicked at src/lib.rs:3:5:` with the message in the next line; before that in one line. */
const panic = /^\s*thread '.{0,500}?'(?: \(\d{1,12}\))? panicked at (.{1,2000}?):?$/;
const place = /^(.{1,500}):(\d{1,7}):\d{1,7}$/;
const quotedPlace = /^'(.{0,1500})', (.{1,500}):(\d{1,7}):\d{1,7}$/;
const reason = /^\s*(?:note: (?:test did not panic as expected|panic did not contain expected string).*|Error: .+)$/;
const maxLines = 60;
const maxLine = 4000;

/** What a test in Rust printed, and where and why it panicked. */
export class RustOutput {
  readonly #excerpt = new Excerpt();
  #lines = 0;
  #message: string | null = null;
  #file: string | null = null;
  #line: number | null = null;
  #awaited = false;
  #reason: string | null = null;

  get wantsMore(): boolean {
    return this.#lines < maxLines;
  }

  add(text: string): void {
    this.#lines += 1;
    this.#excerpt.add(text);
    const line = text.slice(0, maxLine);
    if (this.#awaited) {
      this.#awaited = false;
      this.#message = line.trim() === '' ? null : line.trim();
      return;
    }
    if (this.#file === null && line.includes(' panicked at ')) this.#panicked(panic.exec(line.trimEnd())?.[1]);
    this.#reason ??= reason.test(line) ? line.trim().replace(/^note: /, '') : null;
  }

  #panicked(where: string | undefined): void {
    if (where === undefined) return;
    const quoted = quotedPlace.exec(where);
    const found = quoted === null ? place.exec(where) : null;
    this.#file = found?.[1] ?? quoted?.[2] ?? null;
    const line = found?.[2] ?? quoted?.[3];
    this.#line = line === undefined ? null : Number(line);
    if (quoted === null) this.#awaited = found !== null;
    else this.#message = quoted[1] ?? null;
  }

  describe(): Pick<Failure, 'message' | 'file' | 'line' | 'excerpt'> {
    const message = this.#reason ?? this.#message;
    return { message, file: this.#file, line: this.#line, excerpt: this.#excerpt.lines() };
  }
}
