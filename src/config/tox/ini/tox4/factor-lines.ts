import { expandedAt, mostGroups, tooManyGroups } from '../brace-groups.ts';
import type { IniValue } from '../ini-file.ts';
import { isBlank, type Line, strip } from '../python-text.ts';
import { type FactorGroup, readFactorGroups } from './factor-groups.ts';

interface ReadLine {
  /** null: the line has no condition. */
  readonly groups: readonly FactorGroup[] | null;
  readonly content: Line;
}

const colon = /:(?:\s|$)/;

/** Chooses lines by the factors of an environment, as tox 4 does. A line's condition is read only once. */
export class FactorLines4 {
  readonly #known = new Map<string, readonly FactorGroup[] | null>();
  #made = 0;
  readonly #values = new WeakMap<IniValue, readonly ReadLine[]>();

  /**
   * The value's lines that count, without conditions and comments; null if conditions leave nothing. The continuation
   * of a line that does not count goes with it.
   */
  linesFor(value: IniValue, factors: ReadonlySet<string>): readonly Line[] | null {
    const lines = this.#linesOf(value);
    const kept: Line[] = [];
    let goesOn = false;
    let isSkipping = false;
    for (const { groups, content } of lines) {
      const { text } = content;
      if (groups !== null) {
        const counts = groups.some((group) => group.every(({ name, isNegated }) => factors.has(name) !== isNegated));
        if (counts) {
          kept.push(content);
          goesOn = text.endsWith('\\');
        }
        isSkipping = !counts && text.endsWith('\\');
      } else if (isSkipping && !goesOn && !text.endsWith('\\')) {
        isSkipping = false;
      } else {
        if (text !== '') {
          kept.push(content);
          goesOn = text.endsWith('\\');
        }
        isSkipping = false;
      }
    }
    const isNothing = kept.length === 0 || (kept.length === 1 && kept[0]?.text === '');
    return isNothing && lines.some(({ groups, content }) => groups !== null || content.text !== '') ? null : kept;
  }

  #linesOf(value: IniValue): readonly ReadLine[] {
    let lines = this.#values.get(value);
    if (lines === undefined) {
      const written = value.lines.filter((line) => !line.text.startsWith('#')).map(withoutComment);
      lines = written.map((line) => this.read(line));
      this.#values.set(value, lines);
    }
    return lines;
  }

  read(line: Line): ReadLine {
    const at = line.text.search(colon);
    if (at < 0) return { groups: null, content: line };
    const expression = strip(line.text.slice(0, at));
    let groups = this.#known.get(expression);
    if (groups === undefined) {
      groups = expandedAt(line.offset, () => readFactorGroups(expression));
      this.#known.set(expression, groups);
      this.#made += groups?.length ?? 0;
      if (this.#made > mostGroups) throw tooManyGroups(line.offset);
    }
    if (groups === null) return { groups, content: line };
    let start = at + 1;
    while (/\s/.test(line.text[start] ?? '')) start += 1;
    return { groups, content: { text: strip(line.text.slice(start)), offset: line.offset + start } };
  }
}

function withoutComment(line: Line): Line {
  let comment = line.text.indexOf('#');
  while (comment > 0 && line.text[comment - 1] === '\\') comment = line.text.indexOf('#', comment + 1);
  if (comment < 0) return { text: line.text.replaceAll('\\#', '#'), offset: line.offset };
  let end = comment;
  while (end > 0 && isBlank(line.text[end - 1])) end -= 1;
  return { text: line.text.slice(0, end).replaceAll('\\#', '#'), offset: line.offset };
}
