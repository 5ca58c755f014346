import * as v from 'valibot';
import { oneOrMore, written } from '../config/value-schemas.ts';
import type { ValueSpec } from '../config/value-spec.ts';
import { signatureParts } from './signature.ts';
import { systems } from './suggestion.ts';

function key<Schema extends v.GenericSchema>(spec: ValueSpec<Schema>): ValueSpec<Schema> {
  return spec;
}

const names = oneOrMore(written, 1);
const day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d$/),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

/** Every key at the top of recheck.yml, once; `signatures` is not among them, since it holds the signatures. */
export const settingKeys = {
  system: key({
    description: `What is typed: ${Object.keys(systems).join(', ')}, or templates with {bug}, {reason}, {job}, {test} and {run}.`,
    expected: 'the name of a system, a template, or a list of templates',
    item: 'a template',
    schema: names,
  }),
  tracker: key({
    description: 'Where bugs are kept: launchpad:PROJECT or github:OWNER/REPO.',
    expected: 'launchpad:PROJECT or github:OWNER/REPO',
    schema: written,
  }),
  queries: key({
    description: "Folders of elastic-recheck's query files, relative to recheck.yml.",
    expected: 'a folder, or a list of folders',
    item: 'a folder',
    schema: names,
  }),
  metadata: key({
    description: 'What is known of every log of the project, for queries, such as {project: openstack/nova}.',
    expected: 'a mapping of fields to values',
    item: 'a text, or a list of texts',
    schema: v.record(v.pipe(v.string(), v.regex(/^\w+$/)), names),
  }),
} as const;

/** Every key of a signature, once. */
export const signatureKeys = {
  name: key({
    description: 'What the bug is called here, in a few words.',
    expected: 'a text',
    schema: written,
  }),
  text: key({
    description: 'What one line of the output says, literally; of a list, one line says all.',
    expected: 'a text, or a list of texts',
    item: 'a text',
    schema: names,
  }),
  pattern: key({
    description: 'The same as a regular expression; (?i) in front ignores capitals.',
    expected: 'a regular expression',
    schema: written,
  }),
  where: key({
    description:
      "Which lines: message (a failed test's first telling line), excerpt (its own output, or the log of a job that names no test; the default), or log (all).",
    expected: signatureParts.join(', '),
    schema: v.picklist(signatureParts),
  }),
  tests: key({
    description: 'Only these tests, as ids; * and ? are wildcards.',
    expected: 'the id of a test, or a list of ids',
    item: 'the id of a test',
    schema: names,
  }),
  runner: key({
    description: 'Only tests of these runners, such as pytest.',
    expected: 'the name of a runner, or a list of names',
    item: 'the name of a runner',
    schema: names,
  }),
  job: key({
    description: 'Only in these targets or jobs; * and ? are wildcards.',
    expected: 'the name of a target, or a list of names',
    item: 'the name of a target',
    schema: names,
  }),
  file: key({
    description: 'Only tests of these files, as the runner prints them; * and ? are wildcards.',
    expected: 'a path, or a list of paths',
    item: 'a path',
    schema: names,
  }),
  bug: key({
    description: 'The bug: launchpad:NUMBER, github:OWNER/REPO#NUMBER, a link, or a number where there is a tracker.',
    expected: 'a bug, such as launchpad:1449136',
    schema: written,
  }),
  note: key({
    description: 'What else to know about it; it is shown with the cause.',
    expected: 'a text',
    schema: written,
  }),
  expires: key({
    description: 'The last day (2026-12-31) on which the signature counts.',
    expected: 'a day, such as 2026-12-31',
    schema: day,
  }),
} as const;

export type SettingValues = {
  readonly [Name in keyof typeof settingKeys]?: v.InferOutput<(typeof settingKeys)[Name]['schema']>;
};
export type SignatureValues = {
  readonly [Name in keyof typeof signatureKeys]?: v.InferOutput<(typeof signatureKeys)[Name]['schema']>;
};
