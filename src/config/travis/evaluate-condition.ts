import { unreachable } from '../../base/unreachable.ts';
import type { Condition, Operand, Predicate } from './parse-condition.ts';

/** What is known of a value: it is one of these (null: it is not set), or, with null in place of the list, nothing. */
export type Known = readonly (string | null)[] | null;

/** What a condition may ask for. */
export interface Circumstances {
  readonly variables: Readonly<Record<string, Known>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Whether a condition holds, or null where what is known does not tell. */
export function evaluateCondition(condition: Condition, about: Circumstances): boolean | null {
  switch (condition.kind) {
    case 'and':
      return meet(evaluateCondition(condition.left, about), evaluateCondition(condition.right, about), false);
    case 'or':
      return meet(evaluateCondition(condition.left, about), evaluateCondition(condition.right, about), true);
    case 'not':
      return negate(evaluateCondition(condition.condition, about));
    case 'truth':
      return told(valuesOf(condition.operand, about), isTrue);
    case 'is':
      return told(valuesOf(condition.left, about), (value) => holds(condition.predicate, value));
    case 'equal':
      return compared(condition.left, [condition.right], about);
    case 'in':
      return compared(condition.left, condition.list, about);
    case 'match':
      return matched(valuesOf(condition.left, about), valuesOf(condition.pattern, about));
    default:
      return unreachable(condition);
  }
}

/** `decisive` is what one side alone makes of the whole. */
function meet(left: boolean | null, right: boolean | null, decisive: boolean): boolean | null {
  if (left === decisive || right === decisive) return decisive;
  return left === null || right === null ? null : !decisive;
}

function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

/** True or false where it is that for all that the value may be. */
function told(values: Known, test: (value: string | null) => boolean | null): boolean | null {
  if (values === null) return null;
  const answers = new Set(values.map(test));
  const [only] = answers;
  return answers.size === 1 && only !== undefined ? only : null;
}

function compared(left: Operand, list: readonly Operand[], about: Circumstances): boolean | null {
  return told(valuesOf(left, about), (value) => {
    const answers = list.map((item) => told(valuesOf(item, about), (other) => sameValue(value, other)));
    return answers.reduce<boolean | null>((all, answer) => meet(all, answer, true), false);
  });
}

/** `true` and `false` are the same in any case of letters. */
function sameValue(left: string | null, right: string | null): boolean {
  return left === right || (left !== null && isBoolean(left) && left.toLowerCase() === right?.toLowerCase());
}

function isBoolean(value: string): boolean {
  return /^(?:true|false)$/i.test(value);
}

function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== 'false';
}

function holds(predicate: Predicate, value: string | null): boolean {
  switch (predicate) {
    case 'present':
      return isTrue(value) && value !== '';
    case 'blank':
      return !isTrue(value) || value === '';
    case 'true':
      return isTrue(value);
    case 'false':
      return !isTrue(value);
    default:
      return unreachable(predicate);
  }
}

/** More values than these are as good as unknown. */
const mostValues = 50;

function valuesOf(operand: Operand, about: Circumstances): Known {
  switch (operand.kind) {
    case 'value':
      return [operand.text];
    case 'variable':
      return Object.hasOwn(about.variables, operand.name) ? (about.variables[operand.name] ?? null) : null;
    case 'env': {
      const names = valuesOf(operand.name, about);
      return names === null ? null : names.map((name) => variable(name, about));
    }
    case 'concat':
      return operand.parts.reduce<Known>((all, part) => joined(all, valuesOf(part, about)), ['']);
    default:
      return unreachable(operand);
  }
}

function variable(name: string | null, { env }: Circumstances): string | null {
  return name !== null && Object.hasOwn(env, name) ? (env[name] ?? null) : null;
}

function joined(left: Known, right: Known): Known {
  if (left === null || right === null || left.length * right.length > mostValues) return null;
  return left.flatMap((start) => right.map((end) => `${start ?? ''}${end ?? ''}`));
}

function matched(values: Known, patterns: Known): boolean | null {
  const pattern = patterns?.length === 1 ? patterns[0] : null;
  if (values === null || pattern === null || pattern === undefined || !isTame(pattern)) return null;
  try {
    const expression = new RegExp(pattern);
    return told(values, (value) => value !== null && value.length < 1000 && expression.test(value));
  } catch {
    return null; // Ruby may know it; here it says nothing.
  }
}

/** An expression that needs little time whatever it is tried on: few repetitions, none of a group. */
function isTame(pattern: string): boolean {
  const repetitions = pattern.match(/[*+?{]/g)?.length ?? 0;
  const groups = pattern.match(/\(/g)?.length ?? 0;
  return pattern.length <= 200 && repetitions <= 3 && groups <= 2 && !/\)[*+?{]|\\\d/.test(pattern);
}
