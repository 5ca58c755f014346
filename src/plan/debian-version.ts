/**
 * Debian's order of versions (Policy 5.6.12): negative if `a` is older, positive if it is newer, 0 if they are
 * equal (`1.0` and `0:1.0-0` are).
 */
export function compareDebianVersions(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

interface Parts {
  /** Digits; empty where the version has none. */
  readonly epoch: string;
  readonly upstream: string;
  /** Null where the version has none, which compares as `0`. */
  readonly revision: string | null;
}

function parts(version: string): Parts {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? '' : version.slice(0, colon),
    upstream: hyphen < 0 ? rest : rest.slice(0, hyphen),
    revision: hyphen < 0 ? null : rest.slice(hyphen + 1),
  };
}

/** Alternating runs of non-digits and digits, each compared in its own way. */
function compareParts(a: string | null, b: string | null): number {
  const left: string[] = (a ?? '').match(/\d+|\D+/g) ?? [];
  const right: string[] = (b ?? '').match(/\d+|\D+/g) ?? [];
  // both begin with a run of non-digits, be it empty
  if (/^\d/.test(left[0] ?? '')) left.unshift('');
  if (/^\d/.test(right[0] ?? '')) right.unshift('');
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const compare = index % 2 === 0 ? compareLetters : compareDigits;
    const order = compare(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareLetters(a: string, b: string): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = weight(a[index]) - weight(b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde before the end, the end before letters, letters before everything else. */
function weight(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

/** As numbers of any length. */
function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One condition on a version; `glob` where the operand has a `*`. */
export interface VersionTerm {
  readonly operator: Operator;
  readonly operand: string;
  readonly glob: boolean;
}

/** All terms must hold. */
export interface VersionSpec {
  readonly text: string;
  readonly terms: readonly VersionTerm[];
}

export type ParsedSpec =
  | { readonly ok: true; readonly spec: VersionSpec }
  | { readonly ok: false; readonly message: string };

/**
 * Reads what is wanted of a version: `3.8.0-11+deb12u2`, `3.8.0`, `1.6.*`, `>=3.0 <3.1`. Terms are separated by
 * blanks or commas; operators are `=` (or `==`, or none), `!=`, `<`, `<=`, `>`, `>=`, each with or without a blank
 * after it; `*` alone is any version. See matchesVersion for what each means.
 */
export function parseVersionSpec(text: string): ParsedSpec {
  const words = text
    .replace(/(<=|>=|==|!=|[<>=])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return { ok: false, message: 'the version is empty: write * for any version' };
  const terms: VersionTerm[] = [];
  for (const word of words) {
    const term = parseTerm(word);
    if (typeof term === 'string') return { ok: false, message: term };
    terms.push(term);
  }
  return { ok: true, spec: { text, terms } };
}

function parseTerm(word: string): VersionTerm | string {
  const match = /^(<=|>=|==|!=|[<>=]?)(.*)$/.exec(word);
  const sign = match?.[1] ?? '';
  const operand = match?.[2] ?? '';
  const operator: Operator = sign === '' || sign === '==' ? '=' : isOperator(sign) ? sign : '=';
  const glob = operand.includes('*');
  if (/^[~^]/.test(word)) return `"${word}": the operators are =, !=, <, <=, > and >=`;
  if (operand === '') return `"${word}" names no version`;
  if (glob && operator !== '=' && operator !== '!=') return `"${word}": a * goes only with = and !=`;
  // Policy 5.6.12: the epoch is digits, the rest letters, digits and . + - ~, and begins with a digit
  if (!/^(\d+:)?[0-9*][A-Za-z0-9.+~*-]*$/.test(operand)) return `"${operand}" is not a version of a Debian package`;
  return { operator, operand, glob };
}

function isOperator(text: string): text is Operator {
  return ['=', '!=', '<', '<=', '>', '>='].includes(text);
}

/**
 * Whether a package's version is a wanted one.
 *
 * - The epoch counts only in terms that name one: `=7.0.15-1` is true of `5:7.0.15-1`.
 * - The Debian revision counts only in terms that name one: `3.8.0` and `<=3.8.0` are true of `3.8.0-11+deb12u2`,
 *   and `>3.8.0` is not. Nor does it count there that Debian repacked the upstream source: `1.6.9` is true of
 *   `1.6.9+dfsg-1` (suffixes `dfsg`, `ds`, `repack`), unless the term has such a suffix itself.
 * - `1.6.*` is true of `1.6.18-1` and also of `1.6-2` and `1.6+dfsg-2`, as in PEP 440, and `1.1.1.*` of openssl's
 *   `1.1.1w-0`; otherwise `*` stands for any text, and the whole version is compared.
 * - `<3.1` is not true of `3.1~rc1`, although Debian orders that before 3.1: it is no 3.0. (`<3.1~` or `<3.1~rc2`
 *   says exactly where to cut; everything else is Debian's order.)
 */
export function matchesVersion(spec: VersionSpec, version: string): boolean {
  return spec.terms.every((term) => matchesTerm(term, version));
}

/** What Debian adds to an upstream version whose source it had to change. */
const repacked = /[+~.](?:dfsg|ds|repack)\.?\d*$/;

function matchesTerm({ operator, operand, glob }: VersionTerm, version: string): boolean {
  const { epoch, revision } = parts(operand);
  const has = parts(version);
  const full = `${has.upstream}${has.revision === null ? '' : `-${has.revision}`}`;
  const withEpoch = epoch === '' ? full : `${has.epoch === '' ? '0' : has.epoch}:${full}`;
  if (glob) return matchesGlob(operand, withEpoch) === (operator === '=');
  const upstream = repacked.test(operand) ? has.upstream : has.upstream.replace(repacked, '');
  const upstreamOnly = epoch === '' ? upstream : `${has.epoch === '' ? '0' : has.epoch}:${upstream}`;
  const order = compareDebianVersions(revision === null ? upstreamOnly : withEpoch, operand);
  const isPreRelease =
    revision === null && !operand.includes('~') && has.upstream.startsWith(`${parts(operand).upstream}~`);
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0 && !isPreRelease;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function matchesGlob(glob: string, version: string): boolean {
  if (glob.endsWith('.*') && !glob.slice(0, -2).includes('*')) {
    const prefix = glob.slice(0, -2);
    return version.startsWith(prefix) && /^($|[A-Za-z.+-])/.test(version.slice(prefix.length));
  }
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop() ?? '';
  if (!version.startsWith(first) || version.length < first.length + last.length || !version.endsWith(last))
    return false;
  let at = first.length;
  const end = version.length - last.length;
  for (const part of rest) {
    const found = version.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** The newest of `available` that matches, or null. */
export function chooseVersion(spec: VersionSpec, available: readonly string[]): string | null {
  return newest(available.filter((version) => matchesVersion(spec, version)));
}

/** The newest of them by Debian's order; of equals the first; null if there are none. */
export function newest(versions: readonly string[]): string | null {
  return versions.reduce<string | null>(
    (best, version) => (best === null || compareDebianVersions(version, best) > 0 ? version : best),
    null,
  );
}
