import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { reportSchema } from './report-schema.ts';
import { resultVersion } from './result-json.ts';
import { count, said, seconds, text, texts } from './schema-words.ts';

const time = said(count, 'Milliseconds since 1970.');
const signal = v.nullable(v.picklist(['SIGINT', 'SIGTERM', 'SIGHUP']));

const service = v.object({
  name: text,
  image: text,
  log: said(text, 'Relative to the root.'),
  readySeconds: said(v.nullable(seconds), 'From its start until it was ready; null if it never was.'),
  ended: said(v.nullable(v.number()), 'Its exit code, if it ended before the target did.'),
});

const spent = v.object({ image: seconds, start: seconds, command: seconds });
const verdict = v.picklist(['passed', 'failed', 'could not run', 'skipped', 'interrupted']);

const target = v.object({
  label: said(text, 'Its name, with the image where it runs on several.'),
  target: text,
  image: said(text, 'The label of its image, as in images.'),
  verdict,
  reason: said(v.nullable(text), 'Why it is not simply passed.'),
  hint: said(v.nullable(text), 'What to do about it.'),
  detail: said(v.nullable(text), 'Output that explains it where the target has none of its own.'),
  exitCode: said(v.nullable(v.number()), "The commands' own exit code; null where none was seen."),
  exit: said(v.picklist([0, 1, 2, 3, 70, 129, 130, 143]), 'The exit code that it asks of dox.'),
  retryMayHelp: v.boolean(),
  failedCommand: v.nullable(v.object({ text, number: count, of: count })),
  seconds: said(spent, 'What took how long.'),
  allowFailure: v.boolean(),
  direct: said(v.boolean(), 'Whether it was one command, of -c or of dox shell.'),
  report: said(
    reportSchema,
    'As dox report --json has it; of several tries what they come to. Files are in the container.',
  ),
  tries: said(
    v.array(
      v.object({ verdict, reason: v.nullable(text), report: reportSchema, log: v.nullable(text), seconds: spent }),
    ),
    'Each try, where there was more than one.',
  ),
  retryNote: said(v.nullable(text), 'Why failed tests were not tried again, or what ended the last try early.'),
  rerun: said(
    v.nullable(v.union([v.object({ words: texts }), v.object({ reason: text })])),
    'The words after dox that run only the failed tests again, or why there are none.',
  ),
  tail: said(texts, 'The last lines of the output, where it failed and nobody understood why.'),
  log: said(v.nullable(text), 'Relative to the root.'),
  artifacts: texts,
  services: v.array(service),
  kept: said(v.nullable(text), 'The container, if it was kept.'),
});

const image = v.object({
  plan: said(text, 'Its id in the plan.'),
  label: text,
  reference: said(text, 'What runs: the name of the prepared image, or of the base.'),
  id: text,
  base: said(text, "The base's name@sha256:…, or its id where it has no digest."),
  created: v.nullable(time),
  reused: said(v.boolean(), 'Whether nothing had to be pulled or built.'),
  renewed: said(v.nullable(text), 'Why the one that was there was pulled or built anew, though nobody asked.'),
  system: said(v.record(text, text), 'The declared packages and their versions in the image.'),
});

const span = v.object({
  kind: v.picklist(['image', 'service', 'target']),
  name: said(text, "The image's or the target's label, or the service's name."),
  target: said(v.nullable(text), 'The target that it belongs to; null for an image, which targets share.'),
  phase: said(
    v.picklist(['wait', 'pull', 'build', 'prepare', 'start', 'run']),
    'wait: for another dox (an image), for its image (a target). start: until a service is ready, or the commands begin.',
  ),
  attempt: said(count, 'Which try of the target, from 1; 0 for an image.'),
  began: time,
  ended: said(v.nullable(time), 'Null if that was not told before the run was over.'),
});

const options = v.object({
  where: said(texts, 'Where the configuration was said to be: -C, --file.'),
  environments: texts,
  labels: said(texts, 'Those of -m.'),
  skipEnv: v.nullable(text),
  images: texts,
  direct: said(v.nullable(v.picklist(['command', 'shell'])), 'command is -c.'),
  args: texts,
  meant: said(v.nullable(text), 'The command that the only argument may be a slip for.'),
  rebuild: v.picklist(['no', 'prepared', 'all']),
  pull: v.picklist(['always', 'missing', 'never']),
  push: v.boolean(),
  failFast: v.boolean(),
  retries: count,
  failOnFlaky: v.boolean(),
  keep: v.boolean(),
  timeout: said(v.nullable(seconds), 'Seconds.'),
});

const engine = v.object({
  kind: v.picklist(['docker', 'podman']),
  version: text,
  rootless: v.boolean(),
  host: text,
  platform: text,
});

const hash = said(text, 'SHA-256, hexadecimal.');
const fingerprint = v.object({
  env: hash,
  services: hash,
  container: said(text, 'The same of what its container may do, use and see.'),
});

/** What a result file holds: the Summary, with the reports as `dox report --json` has them, a version and dox's exit code. */
export const resultSchema = v.object({
  resultVersion: said(v.literal(resultVersion), 'Grows by one when a reader of the old shape would be misled.'),
  exitCode: said(count, 'Of dox.'),
  run: said(text, 'The name of the run, as under .dox/runs.'),
  project: text,
  root: text,
  version: said(text, 'Of dox.'),
  started: time,
  ended: time,
  engine: said(v.nullable(engine), 'Null if none answered.'),
  selected: said(texts, 'The labels of all targets that were to run.'),
  options: said(v.nullable(options), 'What the command line asked for.'),
  seed: said(count, "Python's hash seed."),
  fingerprints: said(
    v.record(text, fingerprint),
    'What each target runs with, by its label, so that dox rerun can tell whether it is the same; salted with run.',
  ),
  images: v.array(image),
  targets: v.array(target),
  began: said(v.record(text, time), "When each target's turn came, by its label."),
  timeline: said(v.array(span), 'What ran when, in the order of its beginning.'),
  warnings: texts,
  signal: said(signal, 'What ended the run early.'),
  problem: said(v.nullable(text), 'What went wrong with the run as a whole.'),
});

/** The JSON Schema (draft-07) of what --result-json writes. */
export function resultJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = toJsonSchema(resultSchema);
  const title = 'The results of a run of dox';
  return { $schema, title, description: 'What dox --result-json FILE writes.', ...rest };
}
