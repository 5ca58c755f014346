/** A test point: `not ok 3 - a name # TODO why`. */
export interface TapPoint {
  readonly ok: boolean;
  /** How many blanks stand before it: four for each level of subtests. */
  readonly indent: number;
  readonly number: number | null;
  readonly description: string;
  /** ` - ` stands before the description. */
  readonly dashed: boolean;
  readonly directive: 'skip' | 'todo' | null;
  readonly durationMs: number | null;
  /** ` {` at its end: its subtests follow, up to a `}`. */
  readonly opens: boolean;
}

const maxLine = 4000;
const numbered = /^ ?(\d{1,9})(?=\s|$)/;
const directives = /^#\s*(skip|todo)/i;
const time = /^#\s*time=(\d{1,9}(?:\.\d{1,9})?)(ms|s)\b/;
const plan = /^1\.\.(\d{1,9})\s*(?:#.*)?$/;
const version = /^TAP version (?:12|13|14)$/i;

/** How many blanks a line begins with. */
export function indentOf(text: string): number {
  let at = 0;
  while (text.charCodeAt(at) === 0x20) at += 1;
  return at;
}

/** Several parsers read each line of TAP, and some of them ask more than once. */
let last: { readonly text: string; readonly point: TapPoint | null } = { text: '', point: null };

/**
 * Test points of TAP 12 to 14, which also `go test` and others come near to: those are null. Source: TAP 14 specification
 * (testanything.org), and what node:test, node-tap, tape, mocha, Test::More, bats and vitest make of it.
 */
export function readPoint(text: string): TapPoint | null {
  if (last.text !== text) last = { text, point: pointIn(text) };
  return last.point;
}

function pointIn(text: string): TapPoint | null {
  const indent = indentOf(text);
  const ok = text.startsWith('ok', indent);
  if (indent % 4 !== 0 || !(ok || text.startsWith('not ok', indent)) || text.length > maxLine) return null;
  const rest = text.slice(indent + (ok ? 2 : 6)).trimEnd();
  if (rest !== '' && (!rest.startsWith(' ') || rest.startsWith('  \t'))) return null;
  const number = numbered.exec(rest);
  const opens = rest.endsWith(' {');
  const told = rest.slice(number?.[0].length ?? 0, opens ? -2 : undefined);
  const { before, behind } = splitAtHash(told);
  const dashed = before.startsWith(' - ') || before.trimEnd() === ' -';
  const directive = directives.exec(behind)?.[1]?.toLowerCase();
  const took = time.exec(behind);
  const own = directive === undefined && took === null ? told : before;
  return {
    ok,
    indent,
    number: number?.[1] === undefined ? null : Number(number[1]),
    description: unescaped((dashed ? own.slice(2) : own).trim()),
    dashed,
    directive: directive === 'skip' || directive === 'todo' ? directive : null,
    durationMs: took === null ? null : Number(took[1]) * (took[2] === 's' ? 1000 : 1),
    opens,
  };
}

/** At the first `#` that is not escaped, has a blank before it and begins a directive or a time. */
function splitAtHash(text: string): { readonly before: string; readonly behind: string } {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    const behind = text.slice(at, at + 200);
    const stands = at === 0 || text[at - 1] === ' ' || text[at - 1] === '\t';
    if (stands && (directives.test(behind) || time.test(behind))) return { before: text.slice(0, at), behind };
  }
  return { before: text, behind: '' };
}

/** TAP 14 writes `\#` and `\\`. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\\#])/g, '$1') : text;
}

/** How many tests a plan announces; null for any other line. */
export function readPlan(text: string): number | null {
  const told = text.startsWith('1..') ? plan.exec(text.slice(0, 200)) : null;
  return told === null ? null : Number(told[1]);
}

export function isVersion(text: string): boolean {
  return text.length < 20 && version.test(text.trimEnd());
}
