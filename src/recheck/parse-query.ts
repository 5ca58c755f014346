import lucene from 'lucene';
import * as v from 'valibot';
import { fold } from './log-line.ts';
import {
  type LuceneBranch,
  type LuceneLocation,
  type LuceneTerm,
  type LuceneTree,
  luceneLocation,
  luceneTree,
} from './lucene-tree.ts';
import type { Query } from './query.ts';

/** A stretch of a query's text: offsets of UTF-16 units, the end not included. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface QueryMistake {
  readonly message: string;
  /** Null for the whole query. */
  readonly at: Stretch | null;
}

/** A field other than the message that a query asks for, once for each time. */
export interface AskedField {
  readonly name: string;
  readonly at: Stretch;
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: Query; readonly fields: readonly AskedField[] }
  | { readonly ok: false; readonly mistakes: readonly QueryMistake[] };

/** Well beyond elastic-recheck's own queries (532 characters, 3 levels): the parser takes twice as long for each level. */
const longest = 4000;
const deepest = 8;

/**
 * Parses a query of Lucene's syntax, as Elasticsearch's `query_string` takes it: AND, OR, NOT, groups, `field:(a b)`. What
 * has no meaning on a log (ranges, fuzzy words, expressions) is refused.
 */
export function parseQuery(text: string): ParsedQuery {
  const refused = (message: string, at: Stretch | null = null): ParsedQuery => ({
    ok: false,
    mistakes: [{ message, at }],
  });
  if (text.length > longest) return refused(`it is longer than ${longest} characters`);
  if (depthOf(text) > deepest) return refused(`its parentheses are nested more than ${deepest} deep`);
  const { readable, stretch } = withKnownEscapes(text);
  try {
    const tree = v.safeParse(luceneTree, lucene.parse(readable));
    if (!tree.success) return refused('it is empty');
    const converter = new Converter(stretch);
    const query = converter.convert(tree.output, null);
    const { mistakes, fields } = converter;
    return query === null || mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, query, fields };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SyntaxError') throw error;
    const place = v.safeParse(v.object({ location: luceneLocation }), error);
    return refused(syntaxMistake(error), place.success ? stretch(place.output.location) : null);
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

interface Readable {
  /** What the parser can read. */
  readonly readable: string;
  /** Where in the text something is that the parser has found. */
  readonly stretch: (found: LuceneLocation) => Stretch;
}

/** The parser's grammar has `\\` only before characters that mean something, while Lucene drops it before any. */
function withKnownEscapes(text: string): Readable {
  const trimmed = text.trim();
  const dropped: number[] = [];
  const readable = trimmed.replace(/\\(.)/gs, (whole, next: string, at: number) => {
    if (/[\s!&'()*+\-/:?["\\\]^{|}~]/.test(next)) return whole;
    dropped.push(at);
    return next;
  });
  const lead = text.length - text.trimStart().length;
  const written = (offset: number): number =>
    lead + dropped.reduce((at, backslash) => (backslash <= at ? at + 1 : at), offset);
  return { readable, stretch: ({ start, end }) => ({ start: written(start.offset), end: written(end.offset) }) };
}

function syntaxMistake(error: Error): string {
  const found = /but (.{1,40}) found\.$/.exec(error.message)?.[1];
  if (found === 'end of input') return 'it is no query of Lucene: it ends too early';
  return found === undefined ? 'it is no query of Lucene' : `it is no query of Lucene: ${found} is not expected`;
}

interface Operand {
  readonly tree: LuceneTree;
  /** What stands before it: nothing before the first. */
  readonly operator: string;
}

/** What a group of values belongs to. */
interface GroupField {
  readonly name: string;
  readonly at: Stretch | null;
}

/** Makes a Query of the parser's tree, and gathers all that dox cannot read in it. */
class Converter {
  readonly mistakes: QueryMistake[] = [];
  readonly fields: AskedField[] = [];
  readonly #stretch: Readable['stretch'];

  constructor(stretch: Readable['stretch']) {
    this.#stretch = stretch;
  }

  /** Null where a mistake is all there is. */
  convert(tree: LuceneTree, group: GroupField | null): Query | null {
    if ('term_min' in tree) return this.#refuse('dox does not read ranges', tree.fieldLocation);
    if ('term' in tree) return this.#term(tree, group);
    const isOwn = tree.field !== undefined && tree.field !== '<implicit>';
    const own = isOwn ? this.#field(tree.field, tree.fieldLocation) : group;
    return this.#group(operandsOf(tree), own);
  }

  #refuse(message: string, found: LuceneLocation | null | undefined): null {
    this.mistakes.push({ message, at: found == null ? null : this.#stretch(found) });
    return null;
  }

  #field(written: string, found: LuceneLocation | null | undefined): GroupField {
    const name = written.replace(/^[+\-!]/, '');
    const at = found == null ? null : this.#stretch(found);
    if (name !== 'message' && at !== null) this.fields.push({ name, at: { ...at, start: at.end - name.length } });
    return { name, at };
  }

  /** As Lucene's classic parser does it: AND makes both its sides a must, and what nothing is said of may be. */
  #group(operands: readonly Operand[], field: GroupField | null): Query | null {
    const group = { must: [] as Query[], should: [] as Query[], mustNot: [] as Query[] };
    operands.forEach(({ tree, operator }, index) => {
      const sign = signOf(tree);
      const query = this.convert(tree, field);
      if (query === null) return;
      const joined = isAnd(operator) || isAnd(operands[index + 1]?.operator ?? '');
      if (sign === '-' || /NOT|!/.test(operator)) group.mustNot.push(query);
      else if (sign === '+' || joined) group.must.push(query);
      else group.should.push(query);
    });
    const [only] = group.must.length === 1 ? group.must : group.should;
    if (operands.length === 1 && only !== undefined) return only;
    return { kind: 'group', ...group };
  }

  #term(tree: LuceneTerm, group: GroupField | null): Query | null {
    const at = tree.termLocation;
    if (tree.regex) return this.#refuse('dox does not read regular expressions in queries', at);
    if (tree.similarity != null || tree.proximity != null)
      return this.#refuse('dox does not read fuzzy words and phrases', at);
    const isOwn = tree.field !== '<implicit>';
    const field = (isOwn ? this.#field(tree.field, tree.fieldLocation).name : group?.name) ?? 'message';
    if (field !== 'message') return { kind: 'field', field, value: unescaped(tree.term) };
    const wildcards = !tree.quoted && /(?<!\\)[*?]/.test(tree.term);
    const text = fold(unescaped(tree.term));
    if (text === '') return this.#refuse('it looks for an empty text', at);
    return { kind: 'message', text, lower: text.toLowerCase(), wildcards };
  }
}

/** The operands of a row: the parser nests what follows an operator to the right, also without parentheses. */
function operandsOf(tree: LuceneBranch): readonly Operand[] {
  const operands: Operand[] = [];
  let operator = tree.start ?? '';
  let rest: LuceneBranch = tree;
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

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
