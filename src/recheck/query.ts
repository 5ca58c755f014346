import { matchesWildcard } from '../base/wildcard.ts';
import { longestWord } from './line-matcher.ts';
import type { LogLine } from './log-line.ts';
import { best, union } from './required-literals.ts';

/** A query of Lucene's syntax on events of a log, which are its lines. */
export type Query =
  /** A phrase, or one word in which `*` and `?` are wildcards, in the message; folded, as written and in small letters. */
  | { readonly kind: 'message'; readonly text: string; readonly lower: string; readonly wildcards: boolean }
  /** A value of some other field of the event. */
  | { readonly kind: 'field'; readonly field: string; readonly value: string }
  /** Lucene's boolean query: all of `must`, none of `mustNot`, and without any `must` at least one of `should`. */
  | {
      readonly kind: 'group';
      readonly must: readonly Query[];
      readonly should: readonly Query[];
      readonly mustNot: readonly Query[];
    };

/** What is known of a log apart from its lines, by the names that logstash has for it: `build_name`, `tags`. */
export type Metadata = ReadonlyMap<string, readonly string[]>;

/** All that is known; of a field that several name, what the first says. */
export function mergedMetadata(...all: readonly Metadata[]): Metadata {
  return new Map(all.toReversed().flatMap((each) => [...each]));
}

/**
 * Whether a line is as a query says; null where that hangs on a field that nobody knows, however it is negated. A phrase
 * is looked for as literal text between the edges of words, whatever its capitals and white space: stricter than Lucene,
 * which compares words and leaves out what stands between them.
 */
export function evaluate(query: Query, line: LogLine, metadata: Metadata): boolean | null {
  switch (query.kind) {
    case 'message':
      return query.wildcards ? hasWord(line.lower, query.lower) : hasPhrase(line.lower, query.lower);
    case 'field': {
      const values = metadata.get(query.field);
      if (values === undefined) return null;
      const wanted = query.value.toLowerCase();
      return values.some((value) => matchesWildcard(wanted, value.toLowerCase()));
    }
    case 'group': {
      const of = (queries: readonly Query[]): readonly (boolean | null)[] =>
        queries.map((each) => evaluate(each, line, metadata));
      const wanted = [...of(query.must), ...of(query.mustNot).map((each) => (each === null ? null : !each))];
      return and(query.must.length > 0 ? wanted : [...wanted, or(of(query.should))]);
    }
  }
}

function and(all: readonly (boolean | null)[]): boolean | null {
  if (all.includes(false)) return false;
  return all.includes(null) ? null : true;
}

function or(all: readonly (boolean | null)[]): boolean | null {
  if (all.includes(true)) return true;
  return all.includes(null) ? null : false;
}

const wordCharacter = /[\p{L}\p{N}_]/u;

/** The phrase is in small letters and folded already. */
function hasPhrase(line: string, phrase: string): boolean {
  const opensWord = wordCharacter.test(phrase.charAt(0));
  const endsWord = wordCharacter.test(phrase.charAt(phrase.length - 1));
  for (let at = line.indexOf(phrase); at >= 0; at = line.indexOf(phrase, at + 1)) {
    const cut = opensWord && wordCharacter.test(line.charAt(at - 1));
    if (!cut && !(endsWord && wordCharacter.test(line.charAt(at + phrase.length)))) return true;
  }
  return false;
}

function hasWord(line: string, pattern: string): boolean {
  return line.split(' ').some((word) => matchesWildcard(pattern, word));
}

/** Texts of which a line contains at least one, in small letters, if it is as the query says; null if there are none. */
export function literalsOf(query: Query): readonly string[] | null {
  switch (query.kind) {
    case 'message': {
      const pieces = query.wildcards ? query.text.split(/[*?]/) : [query.text];
      return best(pieces.map(longestWord).map((piece) => (piece === '' ? null : [piece])));
    }
    case 'field':
      return null;
    case 'group':
      return query.must.length > 0 ? best(query.must.map(literalsOf)) : union(query.should.map(literalsOf));
  }
}

/** The fields that a query asks for beside the message. */
export function fieldsOf(query: Query): readonly string[] {
  switch (query.kind) {
    case 'message':
      return [];
    case 'field':
      return [query.field];
    case 'group':
      return [...new Set([...query.must, ...query.should, ...query.mustNot].flatMap(fieldsOf))];
  }
}

/** The phrases that a query looks for, as they are written. */
export function phrasesOf(query: Query): readonly string[] {
  switch (query.kind) {
    case 'message':
      return [query.text];
    case 'field':
      return [];
    case 'group':
      return [...query.must, ...query.should].flatMap(phrasesOf);
  }
}
