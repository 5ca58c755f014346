import lucene from 'lucene';
import * as v from 'valibot';
import { fold } from './log-line.ts';
import type { Query } from './query.ts';

export type ParsedQuery =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly message: string };

/** Well beyond elastic-recheck's own queries (532 characters, 3 levels): the parser takes twice as long for each level. */
const longest = 4000;
const deepest = 8;

/**
 * Parses a query of Lucene's syntax, as Elasticsearch's `query_string` takes it: AND, OR, NOT, groups, `field:(a b)`. What
 * has no meaning on a log (ranges, fuzzy words, expressions) is refused.
 */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > longest) return { ok: false, message: `it is longer than ${longest} characters` };
  if (depthOf(text) > deepest) return { ok: false, message: `its parentheses are nested more than ${deepest} deep` };
  try {
    const tree = v.safeParse(luceneTree, lucene.parse(withKnownEscapes(text.trim())));
    if (!tree.success) return { ok: false, message: 'it is empty' };
    return { ok: true, query: toQuery(tree.output, null) };
  } catch (error) {
    if (error instanceof Unsupported) return { ok: false, message: error.message };
    if (error instanceof Error && error.name === 'SyntaxError') return { ok: false, message: syntaxMistake(error) };
    throw error;
  }
}

/** How deep the parentheses are at their deepest, of those that are not in quotation marks. */
function depthOf(text: string): number {
  let [depth, most] = [0, 0];
  for (const [piece] of text.matchAll(/\\.|"(?:[^"\\]|\\.)*"?|[()]/gs)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    most = Math.max(most, depth);
  }
  return most;
}

class Unsupported extends Error {}

/** The parser's grammar has `\\` only before characters that mean something, while Lucene drops it before any. */
function withKnownEscapes(text: string): string {
  return text.replace(/\\(.)/gs, (whole, next: string) => (/[\s!&'()*+\-/:?["\\\]^{|}~]/.test(next) ? whole : next));
}

function syntaxMistake(error: Error): string {
  const found = /but (.{1,40}) found\.$/.exec(error.message)?.[1];
  return found === undefined ? 'it is no query of Lucene' : `it is no query of Lucene: ${found} is not expected`;
}

/** What the parser gives for a term: of its many members only these matter. */
const term = v.object({
  field: v.string(),
  term: v.string(),
  quoted: v.optional(v.boolean(), false),
  regex: v.optional(v.boolean(), false),
  similarity: v.nullish(v.number()),
  proximity: v.nullish(v.number()),
  prefix: v.nullish(v.string()),
});

type Term = v.InferOutput<typeof term>;

interface Branch {
  readonly left: LuceneTree;
  readonly operator?: string | undefined;
  readonly right?: LuceneTree | undefined;
  readonly start?: string | undefined;
  readonly field?: string | undefined;
  readonly parenthesized?: boolean | undefined;
}

interface Range {
  readonly term_min: string;
}

type LuceneTree = Term | Branch | Range;

const luceneTree: v.GenericSchema<unknown, LuceneTree> = v.lazy(() => v.union([term, range, branch]));

const range = v.object({ term_min: v.string() });

const branch = v.object({
  left: luceneTree,
  operator: v.optional(v.string()),
  right: v.optional(luceneTree),
  start: v.optional(v.string()),
  field: v.optional(v.string()),
  parenthesized: v.optional(v.boolean()),
});

interface Operand {
  readonly tree: LuceneTree;
  /** What stands before it: nothing before the first. */
  readonly operator: string;
}

/** `field` is what a group of values belongs to. */
function toQuery(tree: LuceneTree, field: string | null): Query {
  if ('term_min' in tree) throw new Unsupported('dox does not read ranges');
  if ('term' in tree) return termQuery(tree, field);
  const own = tree.field === undefined || tree.field === '<implicit>' ? field : tree.field;
  return groupQuery(operandsOf(tree), own);
}

/** The operands of a row: the parser nests what follows an operator to the right, also without parentheses. */
function operandsOf(tree: Branch): readonly Operand[] {
  const operands: Operand[] = [];
  let operator = tree.start ?? '';
  let rest: Branch = tree;
  for (;;) {
    operands.push({ tree: rest.left, operator });
    const { right } = rest;
    if (right === undefined) return operands;
    operator = rest.operator ?? '';
    if (!('left' in right) || right.parenthesized === true || right.field !== undefined) {
      operands.push({ tree: right, operator });
      return operands;
    }
    if (right.start !== undefined) operator += ` ${right.start}`;
    rest = right;
  }
}

/** As Lucene's classic parser does it: AND makes both its sides a must, and what nothing is said of may be. */
function groupQuery(operands: readonly Operand[], field: string | null): Query {
  const group = { must: [] as Query[], should: [] as Query[], mustNot: [] as Query[] };
  operands.forEach(({ tree, operator }, index) => {
    const sign = signOf(tree);
    const query = toQuery(tree, field);
    const joined = isAnd(operator) || isAnd(operands[index + 1]?.operator ?? '');
    if (sign === '-' || /NOT|!/.test(operator)) group.mustNot.push(query);
    else if (sign === '+' || joined) group.must.push(query);
    else group.should.push(query);
  });
  const [only] = group.must.length === 1 ? group.must : group.should;
  if (operands.length === 1 && only !== undefined) return only;
  return { kind: 'group', ...group };
}

function isAnd(operator: string): boolean {
  return /AND|&&/.test(operator);
}

/** `+`, `-` or `!` before a term, which the parser takes for a part of the field's name. */
function signOf(tree: LuceneTree): '+' | '-' | null {
  if (!('term' in tree)) return null;
  const sign = tree.prefix ?? /^[+\-!]/.exec(tree.field)?.[0];
  if (sign === '+') return '+';
  return sign === '-' || sign === '!' ? '-' : null;
}

function termQuery(tree: Term, group: string | null): Query {
  if (tree.regex) throw new Unsupported('dox does not read regular expressions in queries');
  if (tree.similarity != null || tree.proximity != null)
    throw new Unsupported('dox does not read fuzzy words and phrases');
  const field = tree.field === '<implicit>' ? (group ?? 'message') : tree.field.replace(/^[+\-!]/, '');
  const wildcards = !tree.quoted && /(?<!\\)[*?]/.test(tree.term);
  if (field !== 'message') return { kind: 'field', field, value: unescaped(tree.term) };
  const text = fold(unescaped(tree.term));
  if (text === '') throw new Unsupported('it looks for an empty text');
  return { kind: 'message', text, lower: text.toLowerCase(), wildcards };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
