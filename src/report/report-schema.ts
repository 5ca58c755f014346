import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { count, said, seconds, text, texts } from './schema-words.ts';

const failure = v.object({
  id: said(text, 'The id as the runner names the test.'),
  runner: said(text, 'unittest, pytest and so on.'),
  rerun_id: said(v.nullable(text), 'What the runner takes to run just this one; null if it cannot be selected alone.'),
  message: said(v.nullable(text), 'The first telling line.'),
  file: said(v.nullable(text), 'As printed: a path on the machine that the log is from, or a relative one.'),
  line: v.nullable(count),
  duration_s: said(v.nullable(seconds), 'How long it ran, in seconds.'),
  attempt: said(v.nullable(count), 'Which of its tries failed, from 1; null where the runner knows of no tries.'),
  outcome: said(v.picklist(['failed', 'error', 'flaky']), 'error: it broke outside of its assertions.'),
  unit: said(
    v.nullable(v.picklist(['class', 'module', 'package', 'suite', 'task'])),
    'What broke as a whole; null for a single test.',
  ),
  excerpt: said(texts, 'The lines of the log around it.'),
});

const tests = said(v.nullable(count), 'As its closing lines count; null where there is none.');

const runner = v.object({
  runner: text,
  ran: tests,
  failed: tests,
  errors: tests,
  skipped: tests,
  complete: said(v.boolean(), 'Whether its last run reached its closing line.'),
  warnings: said(texts, 'What does not add up.'),
  rerun: said(v.nullable(v.array(texts)), 'Argument lists that run its failures again; null where there are none.'),
});

/** What `dox report --json` prints. */
export const reportSchema = v.object({
  runners: v.array(runner),
  failures: v.array(failure),
  flaky: said(v.array(failure), 'Tests that failed first and passed on a later try; they are not among the failures.'),
  complete: said(v.boolean(), 'True if some runner spoke, and each came to its end.'),
});

/** The JSON Schema (draft-07) of what `dox report --json` prints. */
export function reportJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = toJsonSchema(reportSchema);
  return { $schema, title: 'What failed in a log', description: 'What dox report --json prints.', ...rest };
}
