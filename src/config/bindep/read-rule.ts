import { quoted } from '../../base/printable.ts';
import type { BindepRule, BindepTest } from './bindep-rule.ts';

export type ReadRule =
  | { readonly ok: true; readonly rule: Omit<BindepRule, 'line'> }
  | {
      readonly ok: false;
      /** Offsets in the line. */
      readonly start: number;
      readonly end: number;
      readonly message: string;
      readonly hint?: string;
    };

/**
 * Reads one line of a bindep.txt that is neither empty nor a comment: `name [profiles] >=1.0,!=1.2 # comment`. The
 * selector and the versions may be left out.
 */
export function readRule(line: string): ReadRule {
  const scanner = new Scanner(line);
  const name = scanner.take(/[A-Za-z0-9/][A-Za-z0-9.+_/-]+/y);
  if (name === null) return noName(scanner);
  const selector = readSelector(scanner);
  if (!Array.isArray(selector)) return selector;
  const versions = readVersions(scanner);
  if (!Array.isArray(versions)) return versions;
  if (scanner.take(/ *#/y) === null && !scanner.isAtEnd) return strayText(scanner);
  return { ok: true, rule: { name, selector, versions } };
}

type Wrong = Extract<ReadRule, { ok: false }>;

class Scanner {
  readonly line: string;
  at = 0;

  constructor(line: string) {
    this.line = line;
  }

  get isAtEnd(): boolean {
    return this.at === this.line.length;
  }

  /** Whether one of these characters comes next. */
  isBefore(characters: string): boolean {
    const next = this.line[this.at];
    return next !== undefined && characters.includes(next);
  }

  /** What matches here, which is then behind; or null. The expression must be sticky. */
  take(expression: RegExp): string | null {
    expression.lastIndex = this.at;
    const found = expression.exec(this.line)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  /** The word that begins here, or the one character that does. */
  get rest(): string {
    return /^[^\s[\],()]+|^[\s\S]/.exec(this.line.slice(this.at, this.at + 80))?.[0] ?? '';
  }

  wrong(message: string, hint?: string): Wrong {
    const end = this.at + Math.max(1, this.rest.length);
    return { ok: false, start: this.at, end, message, ...(hint === undefined ? {} : { hint }) };
  }
}

const onlySpaces = 'bindep takes nothing but spaces between words';

function noName(scanner: Scanner): Wrong {
  const { line } = scanner;
  if (/^\s/.test(line)) {
    if (line.trim() === '') return scanner.wrong('the line is blank, but not empty: bindep takes only spaces there');
    return scanner.wrong('the line begins with a blank', "a package's name stands at its beginning");
  }
  const name = scanner.rest;
  const problem = /^[A-Za-z0-9/]$/.test(name) ? 'is too short for the name of a package' : 'is no name of a package';
  return scanner.wrong(`${quoted(name)} ${problem}`, 'a line is a package, [profiles] and versions, such as >=1.0');
}

function readSelector(scanner: Scanner): BindepTest[] | Wrong {
  const tests: BindepTest[] = [];
  if (scanner.take(/ +\[/y) === null) return tests;
  for (;;) {
    scanner.take(/ +/y);
    if (scanner.take(/]/y) !== null) return tests;
    const wrong = scanner.isAtEnd ? scanner.wrong('the [ is never closed', 'add a ]') : readTest(scanner, tests);
    if (wrong !== null) return wrong;
    if (!scanner.isBefore(' ]') && !scanner.isAtEnd) return strayProfile(scanner);
  }
}

function readTest(scanner: Scanner, tests: BindepTest[]): Wrong | null {
  const profile = scanner.take(profileWord);
  if (profile !== null) {
    tests.push(profile);
    return null;
  }
  if (scanner.take(/\(/y) === null) return strayProfile(scanner);
  const group: string[] = [];
  for (;;) {
    scanner.take(/ +/y);
    if (scanner.take(/\)/y) !== null) break;
    if (scanner.isAtEnd || scanner.isBefore(']')) return scanner.wrong('the ( is never closed', 'add a )');
    const inner = scanner.take(profileWord);
    if (inner === null || !(scanner.isAtEnd || scanner.isBefore(' )]'))) return strayProfile(scanner);
    group.push(inner);
  }
  if (group.length === 0) return scanner.wrong('the group ( ) is empty', 'name profiles in it, or leave it out');
  tests.push(group);
  return null;
}

const profileWord = /!?[a-z0-9:.-]+/y;

function strayProfile(scanner: Scanner): Wrong {
  const { line, at, rest } = scanner;
  if (rest === '!') return scanner.wrong('after the ! comes the name of a profile', 'write !test, without a blank');
  if (rest === '(' || line[at] === '(') return scanner.wrong('there are no groups within groups, and no !( )');
  if (/^\s/.test(rest)) return scanner.wrong('there is a blank that is no space', onlySpaces);
  const hint = "profiles are lower case letters, digits, '.', ':' and '-', such as platform:dpkg";
  return scanner.wrong(`${quoted(rest)} cannot be part of a profile`, hint);
}

function readVersions(scanner: Scanner): string[] | Wrong {
  const versions: string[] = [];
  const before = scanner.at;
  if (scanner.take(/ +(?=[<>=!])/y) === null) return versions;
  do {
    const operator = scanner.take(/<=|>=|==|!=|<|>/y);
    const version = operator === null ? null : scanner.take(/\d[A-Za-z0-9.+~:-]*/y);
    if (operator === null || version === null || !isVersion(version)) {
      if (scanner.at === before) scanner.take(/ +/y);
      return scanner.wrong('this is no condition on a version', 'such as >=1.0 or >=1.0,!=1.2, without blanks');
    }
    versions.push(`${operator}${version}`);
  } while (scanner.take(/,/y) !== null);
  return versions;
}

/** A Debian version: a revision is after the last hyphen, and has no colon. */
function isVersion(version: string): boolean {
  const hyphen = version.lastIndexOf('-');
  return hyphen < 0 || /^[A-Za-z0-9.+~]+$/.test(version.slice(hyphen + 1));
}

function strayText(scanner: Scanner): Wrong {
  const { line, at } = scanner;
  const rest = line.slice(at);
  if (rest === '\r') return scanner.wrong('the line ends with a carriage return', 'save the file with Unix line ends');
  if (/^ +$/.test(rest)) return scanner.wrong('there is a blank at the end of the line', 'remove it');
  if (/^[^\S ]/.test(rest)) return scanner.wrong('there is a blank that is no space', onlySpaces);
  scanner.take(/ +/y);
  if (scanner.line[scanner.at] === '[') {
    const [message, hint] =
      scanner.at === at ? ['a space is missing before the ['] : ['there is one [ ] too many', 'put all in one'];
    return scanner.wrong(message ?? '', hint);
  }
  return scanner.wrong(`${quoted(scanner.rest)} does not belong here`, 'a line is: package [profiles] versions');
}
