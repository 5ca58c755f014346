/** What is not known about the Python in a container, as it is for CPython on Linux. */
const facts: Readonly<Record<string, string>> = {
  os_name: 'posix',
  sys_platform: 'linux',
  platform_system: 'Linux',
  platform_machine: 'x86_64',
  platform_release: '',
  platform_version: '',
  platform_python_implementation: 'CPython',
  implementation_name: 'cpython',
  extra: '',
};
const versions: ReadonlySet<string> = new Set([
  'python_version',
  'python_full_version',
  'implementation_version',
  'platform_release',
]);
const token =
  /\s+|(?<text>'[^']*'|"[^"]*")|(?<mark>===|[<>=!~]=|[<>()])|(?<word>[A-Za-z_][\w.]*)/uy;
const deepest = 100;

/**
 * Whether an environment marker (PEP 508, `python_version < "3.8" and sys_platform == "linux"`) holds for a Python of
 * that version (`3.11`) on Linux; null if it is none.
 */
export function evaluateMarker(marker: string, pythonVersion: string): boolean | null {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < marker.length) {
    const found = token.exec(marker);
    if (found === null) return null;
    if (found[0].trim() !== '') tokens.push(found[0]);
  }
  const reader = new Reader(tokens, pythonVersion);
  const holds = reader.either(0);
  return reader.atEnd ? holds : null;
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #version: string;
  #at = 0;

  constructor(tokens: readonly string[], version: string) {
    this.#tokens = tokens;
    this.#version = version;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(depth: number): boolean | null {
    let holds = this.#both(depth);
    while (holds !== null && this.#takes('or')) {
      const next = this.#both(depth);
      holds = next === null ? null : holds || next;
    }
    return holds;
  }

  #both(depth: number): boolean | null {
    let holds = this.#one(depth);
    while (holds !== null && this.#takes('and')) {
      const next = this.#one(depth);
      holds = next === null ? null : holds && next;
    }
    return holds;
  }

  #one(depth: number): boolean | null {
    if (depth > deepest) return null;
    if (this.#takes('(')) {
      const holds = this.either(depth + 1);
      return this.#takes(')') ? holds : null;
    }
    const left = this.#operand();
    const operator = this.#takes('not') ? `not ${this.#next()}` : this.#next();
    const right = this.#operand();
    if (left === null || right === null) return null;
    return compare(left.value, operator, right.value, left.isVersion || right.isVersion);
  }

  #operand(): { readonly value: string; readonly isVersion: boolean } | null {
    const word = this.#next();
    if (/^["']/.test(word)) return { value: word.slice(1, -1), isVersion: false };
    const name = word.replaceAll('.', '_');
    if (name === 'python_version') return { value: this.#version, isVersion: true };
    if (versions.has(name)) return { value: facts[name] ?? `${this.#version}.0`, isVersion: true };
    const value = facts[name];
    return value === undefined ? null : { value, isVersion: false };
  }

  #next(): string {
    const word = this.#tokens[this.#at] ?? '';
    this.#at += 1;
    return word;
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}

function compare(left: string, operator: string, right: string, asVersions: boolean): boolean | null {
  if (operator === 'in') return right.includes(left);
  if (operator === 'not in') return !right.includes(left);
  if (operator === '===') return left === right;
  const isPrefix = asVersions && right.endsWith('.*');
  const order = asVersions
    ? versionOrder(isPrefix ? cut(left, right) : left, right.replace(/\.\*$/, ''))
    : Number(left > right) - Number(left < right);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '~=':
      return order >= 0 && versionOrder(cut(left, right), right.split('.').slice(0, -1).join('.')) === 0;
    default:
      return null;
  }
}

/** As many parts of a version as the pattern has before its last one. */
function cut(version: string, pattern: string): string {
  return version
    .split('.')
    .slice(0, pattern.split('.').length - 1)
    .join('.');
}

function versionOrder(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at += 1) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
