import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { count, said, seconds, text } from './schema-words.ts';

const time = v.nullable(count);
const duration = v.nullable(seconds);

const run = v.object({
  run: said(text, 'Its name, as under .dox/runs.'),
  time: said(v.number(), 'Milliseconds since 1970.'),
  tree: said(v.nullable(text), "Git's commit, after a + a hash of all that differs from it; null where nobody knows."),
  image: said(v.nullable(text), 'The same for the same images; null where nobody knows.'),
  outcome: said(
    v.picklist(['passed', 'failed', 'error', 'flaky', 'skipped', 'unknown']),
    'flaky: it failed first. unknown: the run does not say, and it does not follow from others.',
  ),
  duration_s: said(duration, 'How long it ran, in seconds.'),
  message: said(v.nullable(text), 'The first telling line.'),
  attempts: said(count, 'How many of its tries failed.'),
});

const test = v.object({
  id: said(text, 'The id as the runner names the test.'),
  target: text,
  verdict: said(
    v.picklist(['flaky', 'new', 'steady', 'unknown']),
    'flaky: both ways on an unchanged tree. new: it failed on one tree only, the last. steady: time after time.',
  ),
  sentence: said(text, 'The verdict with its figures.'),
  runs: said(count, 'Of its last 50 runs: those in which it is known how it went.'),
  failures: said(count, 'Of these, those in which it failed, if only at first.'),
  trees: said(count, 'On how many trees it failed.'),
  flaky_trees: said(count, 'On how many unchanged trees it both failed and passed.'),
  streak: said(count, 'How many of the last ones failed, one after the other.'),
  first_seen: said(time, 'Milliseconds since 1970.'),
  last_passed: time,
  last_failed: time,
  usual_s: said(duration, 'The median of what is known, in seconds.'),
  history: said(v.array(run), 'All of its runs that are kept, oldest first.'),
});

/** What `dox history --json` prints. */
export const historySchema = v.object({
  runs: said(count, 'How many runs are kept.'),
  tests: said(v.array(test), 'Those that failed most often first; 1000 at the most.'),
});

/** The JSON Schema (draft-07) of what `dox history --json` prints. */
export function historyJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = toJsonSchema(historySchema);
  return {
    $schema,
    title: "How tests went in a project's runs",
    description: 'What dox history --json prints.',
    ...rest,
  };
}
