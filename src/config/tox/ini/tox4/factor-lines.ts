import { type Line, strip } from '../python-text.ts';
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

  /** The lines that count, without their conditions; the continuation of a line that does not count goes with it. */
  filter(lines: readonly Line[], factors: ReadonlySet<string>): readonly Line[] {
    const kept: Line[] = [];
    let goesOn = false;
    let isSkipping = false;
    for (const line of lines) {
      const { groups, content } = this.read(line);
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
    return kept;
  }

  read(line: Line): ReadLine {
    const at = line.text.search(colon);
    if (at < 0) return { groups: null, content: line };
    const expression = strip(line.text.slice(0, at));
    let groups = this.#known.get(expression);
    if (groups === undefined) {
      groups = readFactorGroups(expression);
      this.#known.set(expression, groups);
    }
    if (groups === null) return { groups, content: line };
    let start = at + 1;
    while (/\s/.test(line.text[start] ?? '')) start += 1;
    return { groups, content: { text: strip(line.text.slice(start)), offset: line.offset + start } };
  }
}
