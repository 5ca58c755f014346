import * as v from 'valibot';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { explainIssue } from './explain-issue.ts';
import { valueHint } from './value-hint.ts';
import type { ValueSpec } from './value-spec.ts';
import { isNothing, plainValue, type Tree } from './yaml-tree.ts';

export interface ValueInput {
  readonly name: string;
  readonly keySpan: Span;
  readonly value: Tree;
  readonly spec: ValueSpec;
  /** Completes the key's name: ` in target "unit"`, or nothing. */
  readonly owner: string;
  readonly log: DiagnosticLog;
}

/** The converted value of a key, or null if it is wrong, which the log then says. */
export function checkValue(input: ValueInput): { readonly output: unknown } | null {
  const { name, keySpan, value, spec, owner, log } = input;
  if (isNothing(value)) {
    log.error(keySpan, `"${name}"${owner} is empty`, 'give it a value, or remove the line');
    return null;
  }
  const isSwitch = spec.schema.type === 'boolean';
  const result = v.safeParse(spec.schema, plainValue(value, isSwitch));
  if (result.success) return { output: result.output };
  for (const issue of result.issues) {
    const { tree, whole, span, message } = explainIssue(issue, input);
    log.error(span, message, valueHint({ name, isSwitch, wrong: tree, whole }));
  }
  return null;
}
