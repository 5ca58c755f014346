import * as v from 'valibot';

/** Offsets in what the parser has read. */
export const luceneLocation = v.object({
  start: v.object({ offset: v.number() }),
  end: v.object({ offset: v.number() }),
});

export type LuceneLocation = v.InferOutput<typeof luceneLocation>;

/** What the parser gives for a term: of its many members only these matter. */
const term = v.object({
  field: v.string(),
  fieldLocation: v.nullish(luceneLocation),
  termLocation: v.nullish(luceneLocation),
  term: v.string(),
  quoted: v.optional(v.boolean(), false),
  regex: v.optional(v.boolean(), false),
  similarity: v.nullish(v.number()),
  proximity: v.nullish(v.number()),
  prefix: v.nullish(v.string()),
});

export type LuceneTerm = v.InferOutput<typeof term>;

export interface LuceneBranch {
  readonly left: LuceneTree;
  readonly operator?: string | undefined;
  readonly right?: LuceneTree | undefined;
  readonly start?: string | undefined;
  readonly field?: string | undefined;
  readonly fieldLocation?: LuceneLocation | null | undefined;
  readonly parenthesized?: boolean | undefined;
}

interface LuceneRange {
  readonly term_min: string;
  readonly fieldLocation?: LuceneLocation | null | undefined;
}

/** What the package lucene parses a query to. */
export type LuceneTree = LuceneTerm | LuceneBranch | LuceneRange;

export const luceneTree: v.GenericSchema<unknown, LuceneTree> = v.lazy(() => v.union([term, range, branch]));

const range = v.object({ term_min: v.string(), fieldLocation: v.nullish(luceneLocation) });

const branch = v.object({
  left: luceneTree,
  operator: v.optional(v.string()),
  right: v.optional(luceneTree),
  start: v.optional(v.string()),
  field: v.optional(v.string()),
  fieldLocation: v.nullish(luceneLocation),
  parenthesized: v.optional(v.boolean()),
});
