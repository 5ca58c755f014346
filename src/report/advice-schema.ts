import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { count, said, text, texts } from './schema-words.ts';

const line = v.object({
  number: said(v.nullable(count), 'In the log, from 1; null where only the text is known.'),
  text,
});

const bug = v.object({
  number: said(v.nullable(count), 'Null for a link to a tracker that dox does not know.'),
  url: text,
  name: said(text, "The signature's name; of a query, its first phrase."),
  note: v.nullable(text),
  from: said(text, 'Where the signature is written.'),
  resolved_at: said(v.nullable(text), 'When the bug was closed, as its query says.'),
  seen: said(
    v.picklist(['in the test', 'in a test of it', 'in the log']),
    "In the failed test's own output, in that of a test of the class that failed, or elsewhere in the log.",
  ),
  before: said(
    v.nullable(v.object({ runs: count, of: count })),
    "In how many of the project's last runs a test failed with it, by the history.",
  ),
  lines: said(v.array(line), 'The first lines that show it.'),
});

const search = v.object({ by: v.picklist(['test', 'error']), text, url: text });

const candidate = v.object({
  number: v.nullable(count),
  url: text,
  title: text,
  status: said(text, 'As the tracker says it.'),
  open: v.boolean(),
});

const draft = v.object({
  title: text,
  text,
  url: said(v.nullable(text), 'Where it can be pasted; null where no tracker is named.'),
  signature: said(
    v.nullable(text),
    'An item for "signatures" in recheck.yml, with NUMBER where the bug goes; null where nothing telling was printed.',
  ),
});

const failure = v.object({
  id: said(v.nullable(text), 'The test, or what broke as a whole; null where no test is named.'),
  runner: v.nullable(text),
  unit: said(
    v.nullable(v.picklist(['class', 'module', 'package', 'suite', 'task'])),
    'What broke as a whole; null for a single test.',
  ),
  job: said(v.nullable(text), "The target's label, or the job's name."),
  message: said(v.nullable(text), 'The first telling line of the test, or what happened to the job.'),
  cause: said(
    v.picklist(['known bug', 'likely flaky', 'infrastructure', 'real', 'unknown']),
    'A retry is right for the first three.',
  ),
  reason: said(v.nullable(text), 'Why it is taken for that; null for a known bug and where nothing is known.'),
  bugs: v.array(bug),
  lines: said(v.array(line), 'The lines that show the cause, where it is the infrastructure.'),
  history: said(v.nullable(text), 'What earlier runs say of the test.'),
  searches: said(v.array(search), 'Where to look for a bug that nobody has named yet.'),
  candidates: said(v.array(candidate), 'Bugs that a tracker gives for it, which may or may not be it.'),
  draft: said(v.nullable(draft), 'A report to paste, where the cause is unknown.'),
});

/** What `dox recheck --json` prints. */
export const adviceSchema = v.object({
  justified: said(v.boolean(), 'True if a recheck is right: each failure has a cause for which it is.'),
  why: said(text, 'One sentence.'),
  type: said(v.nullable(text), 'What to type, or null.'),
  type_if_known: said(
    v.nullable(text),
    'What to type if somebody knows the bug, with NUMBER in its place; null where none is named there, where no cause is unknown, and where a recheck would not be right even then.',
  ),
  notes: texts,
  failures: v.array(failure),
});

/** The JSON Schema (draft-07) of what `dox recheck --json` prints. */
export function adviceJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = toJsonSchema(adviceSchema);
  return {
    $schema,
    title: 'Why tests failed, and whether to recheck',
    description: 'What dox recheck --json prints.',
    ...rest,
  };
}
