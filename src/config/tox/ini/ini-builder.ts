import type { IniMistake, IniReading, IniSection, IniValue } from './ini-file.ts';
import type { Line } from './python-text.ts';

interface OpenValue extends IniValue {
  readonly lines: Line[];
}

interface OpenSection extends IniSection {
  readonly values: Map<string, OpenValue>;
}

/** More mistakes than these are not kept: such a file is no INI file. */
const mostMistakes = 100;

/** Puts sections and keys together as a dialect's reader finds them, and notices what is there twice. */
export class IniBuilder {
  readonly #sections = new Map<string, OpenSection>();
  readonly #mistakes: IniMistake[] = [];
  #section: OpenSection | null = null;
  #value: OpenValue | null = null;

  get hasSection(): boolean {
    return this.#section !== null;
  }

  get hasValue(): boolean {
    return this.#value !== null;
  }

  section(name: string, line: Line): void {
    this.#value = null;
    const known = this.#sections.get(name);
    if (known !== undefined) {
      this.mistake(line, `there is a section [${name}] already`, 'put the keys of both under one of them');
      this.#section = known;
      return;
    }
    this.#section = { name, offset: line.offset, values: new Map() };
    this.#sections.set(name, this.#section);
  }

  value(key: string, line: Line, first: Line): void {
    const section = this.#section;
    if (section === null) return;
    const known = section.values.get(key);
    if (known !== undefined) {
      this.mistake(line, `[${section.name}] has the key "${key}" already`, 'keep one of the two');
    }
    this.#value = { key, offset: line.offset, lines: [first] };
    if (known === undefined) section.values.set(key, this.#value);
  }

  /** One more line of the value. */
  more(line: Line): void {
    this.#value?.lines.push(line);
  }

  /** Forgets the value's empty first line, as iniconfig does when there is more of it. */
  dropEmptyStart(): void {
    const lines = this.#value?.lines;
    if (lines?.length === 1 && lines[0]?.text === '') lines.pop();
  }

  /** The value goes on, but nothing more is added to it: what follows belongs to no key. */
  endValue(): void {
    this.#value = null;
  }

  mistake(line: Line, message: string, hint?: string): void {
    if (this.#mistakes.length >= mostMistakes) return;
    const end = line.offset + line.text.length;
    this.#mistakes.push({ message, start: line.offset, end, ...(hint === undefined ? {} : { hint }) });
  }

  done(): IniReading {
    return { sections: this.#sections, mistakes: this.#mistakes };
  }
}
