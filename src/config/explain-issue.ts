import type { BaseIssue } from 'valibot';
import { quoted } from '../base/printable.ts';
import type { Span } from './diagnostic-log.ts';
import type { ValueSpec } from './value-spec.ts';
import { isNothing, type Tree } from './yaml-tree.ts';

/** What is wrong with the value of a key, and the very value that is. */
export interface Explanation {
  readonly tree: Tree;
  /** True if it is the whole value, not a part of it. */
  readonly whole: boolean;
  readonly span: Span;
  readonly message: string;
}

type Step = string | number;

export interface IssueContext {
  readonly name: string;
  readonly spec: Pick<ValueSpec, 'expected' | 'item' | 'parts'>;
  readonly keySpan: Span;
  readonly value: Tree;
  /** Completes the key's name: ` in target "unit"`, or nothing. */
  readonly owner: string;
}

/**
 * Says in dox's words what valibot found. Of a choice of types, the one that fits deepest into the value tells
 * where the mistake is.
 */
export function explainIssue(
  issue: BaseIssue<unknown>,
  { name, spec, keySpan, value, owner }: IssueContext,
): Explanation {
  const subject = `"${name}"${owner}`;
  let tree = value;
  let span = keySpan;
  const walked: Step[] = [];
  for (const step of deepestPath(issue, [])) {
    const next = child(tree, step);
    if (next === undefined) break; // A list where a mapping should be: valibot takes its indexes for keys.
    walked.push(step);
    span = next.keySpan ?? next.value.span;
    tree = next.value;
  }
  const [first] = walked;
  const last = walked.at(-1);
  if (issue.path?.at(-1)?.origin === 'key' && last !== undefined) {
    return {
      tree,
      whole: false,
      span,
      message: `${quoted(String(last))} in ${subject} is not a name that can be used here`,
    };
  }
  if (!isNothing(tree)) span = tree.span;
  if (first === undefined)
    return { tree, whole: true, span, message: `${subject} must be ${spec.expected}, not ${describe(tree)}` };
  const part = typeof first === 'number' ? `item ${first + 1}` : quoted(first);
  const wanted = spec.parts?.[first] ?? spec.item ?? spec.expected;
  return {
    tree,
    whole: false,
    span,
    message: `${part} of ${subject} must be ${wanted}, not ${describe(tree)}`,
  };
}

function deepestPath(issue: BaseIssue<unknown>, before: readonly Step[]): readonly Step[] {
  const own = [...before, ...(issue.path ?? []).map((step) => step.key as Step)];
  let deepest = own;
  for (const inner of issue.issues ?? []) {
    const path = deepestPath(inner, own);
    if (path.length > deepest.length) deepest = [...path];
  }
  return deepest;
}

function child(tree: Tree, step: Step): { value: Tree; keySpan?: Span } | undefined {
  if (tree.kind === 'map' && typeof step === 'string') return tree.entries.get(step);
  const item = tree.kind === 'list' && typeof step === 'number' ? tree.items[step] : undefined;
  return item === undefined ? undefined : { value: item };
}

function describe(tree: Tree): string {
  switch (tree.kind) {
    case 'text':
      return tree.text.trim() === '' || tree.value === null ? 'empty' : quoted(tree.text);
    case 'list':
      return tree.items.length === 0 ? 'an empty list' : 'a list';
    case 'map':
      return 'a mapping';
  }
}
