import { Excerpt } from '../excerpt.ts';

const header = /^ {2}(\d{1,6})\) (.*)$/;
const frame = /^# ([^\s:][^:]{0,400}):(\d{1,9})(?::in |$)/;
const foreign = /(?:^|\/)(?:gems|ruby|rubies|vendor)\//;
const maxTitle = 2000;

/** One failure under `Failures:`, as RSpec's ExceptionPresenter lays it out: `  1) title`, the rest below the title. */
export class RspecBlock {
  /** The full description of the example, on one line. */
  readonly title: string;
  readonly number: number;
  /** How many lines it has. */
  size = 0;
  file: string | null = null;
  line: number | null = null;
  readonly #excerpt = new Excerpt();
  readonly #message = new RspecMessage();
  readonly #indent: number;

  private constructor(number: number, title: string, text: string) {
    this.number = number;
    this.title = title;
    this.#indent = `  ${number}) `.length;
    this.#excerpt.add(text);
  }

  static from(text: string): RspecBlock | null {
    const match = header.exec(text.slice(0, maxTitle));
    return match === null ? null : new RspecBlock(Number(match[1]), match[2] ?? '', text);
  }

  add(text: string): void {
    this.size += 1;
    this.#excerpt.add(text);
    const inner = text.slice(0, this.#indent).trim() === '' ? text.slice(this.#indent) : text.trimStart();
    this.#message.add(inner);
    if (this.file !== null || !inner.startsWith('# ')) return;
    const place = frame.exec(inner.slice(0, 500));
    if (place?.[1] === undefined || foreign.test(place[1])) return;
    this.file = place[1];
    this.line = Number(place[2]);
  }

  get message(): string | null {
    return this.#message.text;
  }

  get excerpt(): readonly string[] {
    return this.#excerpt.lines();
  }
}

/**
 * Finds what an error says: it stands behind the source line, `Failure/Error: expect(1).to eq 2`, which is several
 * lines up to a blank one where the statement is. `Error:` alone is followed by its text, `expected:` by `got:`.
 */
export class RspecMessage {
  #state: 'start' | 'statement' | 'message' | 'text' | 'got' | 'done' = 'start';
  text: string | null = null;

  add(line: string): void {
    const text = line.trim().slice(0, maxTitle);
    switch (this.#state) {
      case 'start':
        if (text.startsWith('Failure/Error:')) this.#state = text === 'Failure/Error:' ? 'statement' : 'message';
        else if (text !== '' && !text.startsWith('# ')) this.#set(text);
        break;
      case 'statement':
        if (text === '') this.#state = 'message';
        break;
      case 'message':
        if (text !== '') this.#set(text);
        break;
      case 'text':
        if (text !== '') this.#append(` ${text}`);
        break;
      case 'got':
        if (text.startsWith('got: ')) this.#append(`, ${text}`);
        this.#state = 'done';
        break;
      case 'done':
        break;
    }
  }

  #set(text: string): void {
    this.text = text;
    if (/^[A-Z][\w:]*:$/.test(text)) this.#state = 'text';
    else this.#state = text.startsWith('expected: ') ? 'got' : 'done';
  }

  #append(text: string): void {
    this.text += text;
    this.#state = 'done';
  }
}
