import { expandedAt, mostGroups, tooManyGroups } from '../brace-groups.ts';
import { type Line, strip } from '../python-text.ts';
import { expandEnvExpression } from './env-list.ts';

/** `py27,!py36-cov: text`: the text counts where one of the groups holds. */
interface Conditional {
  /** null: the line has no condition. */
  readonly groups: readonly Group[] | null;
  readonly rest: Line;
}

interface Group {
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
}

const factorLine = /^([\p{L}\p{N}_{}.!,-]+):\s+(.+)/su;

/** Chooses lines by the factors of an environment, as tox 3 does. A value's conditions are read only once. */
export class FactorLines {
  readonly #known = new Map<string, readonly Group[]>();
  #made = 0;
  readonly #read = new WeakMap<readonly Line[], readonly Conditional[]>();

  /** The lines that count, stripped of their conditions; empty ones are left out. */
  filter(lines: readonly Line[], factors: ReadonlySet<string>): readonly Line[] {
    const kept: Line[] = [];
    for (const { groups, rest } of this.#conditionals(lines)) {
      if (rest.text !== '' && (groups === null || groups.some((group) => holds(group, factors)))) kept.push(rest);
    }
    return kept;
  }

  filterText(text: string, factors: ReadonlySet<string>): string {
    const lines = strip(text)
      .split('\n')
      .map((line) => ({ text: line, offset: 0 }));
    return this.filter(lines, factors)
      .map((line) => line.text)
      .join('\n');
  }

  /** All factors that the lines' conditions speak of. */
  factorsIn(lines: readonly Line[]): readonly string[] {
    return this.#conditionals(lines).flatMap(
      ({ groups }) => groups?.flatMap((group) => [...group.wanted, ...group.unwanted]) ?? [],
    );
  }

  #conditionals(lines: readonly Line[]): readonly Conditional[] {
    let read = this.#read.get(lines);
    if (read === undefined) {
      read = lines.map((line) => this.#conditional(line));
      this.#read.set(lines, read);
    }
    return read;
  }

  #conditional(line: Line): Conditional {
    const match = factorLine.exec(line.text);
    if (match === null) return { groups: null, rest: line };
    const [whole, expression = '', text = ''] = match;
    let groups = this.#known.get(expression);
    if (groups === undefined) {
      groups = expandedAt(line.offset, () => expandEnvExpression(expression)).map(readGroup);
      this.#known.set(expression, groups);
      this.#made += groups.length;
      if (this.#made > mostGroups) throw tooManyGroups(line.offset);
    }
    return { groups, rest: { text, offset: line.offset + whole.length - text.length } };
  }
}

/** The line's text behind its condition, whether that holds or not. */
export function withoutCondition(text: string): string {
  return factorLine.exec(text)?.[2] ?? text;
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
