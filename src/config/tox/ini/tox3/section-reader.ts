import type { Budget } from '../budget.ts';
import { type IniSections, type IniValue, textOf } from '../ini-file.ts';
import { type Line, strip } from '../python-text.ts';
import { Refusal } from '../refusal.ts';
import type { FactorLines } from './factor-lines.ts';
import { substitute } from './substitute.ts';

export interface ReaderParts {
  readonly sections: IniSections;
  /** Where a key is looked for, first to last. */
  readonly lookIn: readonly string[];
  readonly factors: ReadonlySet<string>;
  readonly factorLines: FactorLines;
  readonly budget: Budget;
}

/** Reads the values of an environment (or of `[tox]`) the way tox 3 does, one kind of value each. */
export class SectionReader {
  readonly parts: ReaderParts;
  /** What `{name}` stands for; a function where that is only known later. */
  readonly names = new Map<string, string | (() => string)>();
  /** What stands for `{posargs:default}`. */
  posargs: (fallback: string | null) => string = (fallback) => fallback ?? '';
  environ: (name: string) => string | null = () => null;
  /** The values that are being put into one another just now. */
  readonly #stack: string[] = [];

  constructor(parts: ReaderParts) {
    this.parts = parts;
  }

  find(key: string): IniValue | null {
    for (const name of this.parts.lookIn) {
      const value = this.parts.sections.get(name)?.values.get(key);
      if (value !== undefined) return value;
    }
    return null;
  }

  /** The lines that count for these factors, nothing replaced yet; null where no section has the key. */
  lines(key: string): readonly Line[] | null {
    const value = this.find(key);
    return value === null ? null : this.parts.factorLines.filter(value.lines, this.parts.factors);
  }

  /** The value with all that stands for something replaced; `fallback` only where no section has the key. */
  text(key: string, fallback: string | null, crossOnly = false): string | null {
    const lines = this.lines(key);
    if (lines === null) return fallback === null ? null : this.replace(fallback, { key, crossOnly });
    const once = this.replace(lines.map((line) => line.text).join('\n'), { key, crossOnly });
    const filtered = this.parts.factorLines.filterText(once, this.parts.factors);
    return this.replace(filtered, { key, crossOnly });
  }

  bool(key: string, fallback: boolean): boolean {
    const text = this.text(key, null);
    if (text === null || text === '') return fallback;
    const word = text.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    throw new Refusal(`"${key}" must be true or false, not "${text}"`, { whole: true });
  }

  list(key: string): readonly string[] {
    const lines = this.text(key, null)?.split('\n') ?? [];
    return lines.map(strip).filter((line) => line !== '');
  }

  /** Replaces what stands for something in a text that belongs to the key. */
  replace(text: string, { key, section, crossOnly = false }: ReplaceIn): string {
    if (!text.includes('{')) return text;
    this.parts.budget.spend(text.length);
    const frame = `${section ?? this.parts.lookIn[0]} ${key}`;
    this.#stack.push(frame);
    try {
      const inTestenv = frame.startsWith('testenv:');
      return this.parts.budget.deeper(() => substitute(text, { reader: this, crossOnly, inTestenv }));
    } finally {
      this.#stack.pop();
    }
  }

  /** What `{[section]key}` stands for. */
  referred(section: string, key: string, crossOnly: boolean): string {
    const value = this.parts.sections.get(section)?.values.get(key);
    if (value === undefined) throw new Refusal(`there is no "${key}" in [${section}]`, { whole: true });
    if (this.#stack.includes(`${section} ${key}`)) {
      throw new Refusal(`"${key}" of [${section}] refers to itself`, { whole: true });
    }
    return this.replace(textOf(value), { key, section, crossOnly });
  }
}

interface ReplaceIn {
  readonly key: string;
  readonly section?: string;
  readonly crossOnly?: boolean;
}
