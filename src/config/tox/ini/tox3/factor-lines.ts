import { type Line, strip } from '../python-text.ts';
import { expandEnvExpression } from './env-list.ts';

/** `py27,!py36-cov: text`: the text counts where one of the groups holds. */
interface Conditional {
  readonly groups: readonly Group[];
  readonly rest: Line;
}

interface Group {
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
}

const factorLine = /^([\p{L}\p{N}_{}.!,-]+):\s+(.+)/su;

/** Chooses lines by the factors of an environment, as tox 3 does. A line's condition is read only once. */
export class FactorLines {
  readonly #known = new Map<string, readonly Group[]>();

  /** The lines that count, stripped of their conditions; empty ones are left out. */
  filter(lines: readonly Line[], factors: ReadonlySet<string>): readonly Line[] {
    const kept: Line[] = [];
    for (const line of lines) {
      const conditional = this.#read(line);
      if (conditional === null) {
        if (line.text !== '') kept.push(line);
      } else if (conditional.groups.some((group) => holds(group, factors))) {
        kept.push(conditional.rest);
      }
    }
    return kept;
  }

  filterText(text: string, factors: ReadonlySet<string>): string {
    const lines = strip(text).split('\n');
    return this.filter(lines.map((line) => ({ text: line, offset: 0 })), factors)
      .map((line) => line.text)
      .join('\n');
  }

  /** All factors that the line's condition speaks of; none where it has none. */
  factorsIn(line: Line): readonly string[] {
    return this.#read(line)?.groups.flatMap((group) => [...group.wanted, ...group.unwanted]) ?? [];
  }

  #read(line: Line): Conditional | null {
    const match = factorLine.exec(line.text);
    if (match === null) return null;
    const [whole, expression = '', text = ''] = match;
    let groups = this.#known.get(expression);
    if (groups === undefined) {
      groups = expandEnvExpression(expression).map(readGroup);
      this.#known.set(expression, groups);
    }
    return { groups, rest: { text, offset: line.offset + whole.length - text.length } };
  }
}

/** Whether a line has a condition. */
export function isConditional(text: string): boolean {
  return factorLine.test(text);
}

function readGroup(name: string): Group {
  const factors = name.split('-');
  return {
    wanted: factors.filter((factor) => !factor.startsWith('!')),
    unwanted: factors.filter((factor) => factor.startsWith('!')).map((factor) => factor.slice(1)),
  };
}

function holds(group: Group, factors: ReadonlySet<string>): boolean {
  return group.wanted.every((factor) => factors.has(factor)) && !group.unwanted.some((factor) => factors.has(factor));
}
