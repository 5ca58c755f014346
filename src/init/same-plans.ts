import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Config } from '../config/config.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Options } from '../plan/options.ts';
import type { TargetPlan } from '../plan/plan.ts';
import { probes, scriptText } from './same-commands.ts';

/** A command line that asks for one target, or for none in particular, with these arguments. */
function asked(name: string | null, args: readonly string[]): Options {
  return {
    where: [],
    environments: name === null ? [] : [name],
    labels: [],
    skipEnv: null,
    images: [],
    direct: null,
    args,
    meant: null,
    rebuild: 'no',
    pull: 'missing',
    push: false,
    failFast: false,
    retries: 0,
    failOnFlaky: false,
    keep: false,
    timeout: null,
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a run of a target comes to, whatever said it; a text where it comes to nothing. */
export function planned(config: Config, name: string | null, args: readonly string[], env: Environment): unknown {
  const { plan, diagnostics } = makePlan(config, asked(name, args), env);
  if (plan === null) return mistakesOf(diagnostics);
  const { file: _, targets, ...rest } = plan;
  return JSON.parse(JSON.stringify({ ...rest, targets: targets.map(asRun) }, withoutPlaces));
}

/** Each once: the same may be said of several places, which only a file has. */
function mistakesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return [...new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message))];
}

/** Of commands only the script is left that the container gets, not the words in which they were told. */
function asRun({ commands, configured: _, commandsForm: __, ...target }: TargetPlan): unknown {
  return { ...target, commands: scriptText(commands) };
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === 'place' ? undefined : value;
}

/** In what the plans of a target differ, by the names of a plan's parts; none where the two say the same. */
export function differences(source: Config, written: Config, name: string | null, env: Environment): readonly string[] {
  const found = probes.flatMap((args) => {
    const [left, right] = [planned(source, name, args, env), planned(written, name, args, env)];
    return isDeepStrictEqual(left, right) ? [] : paths(left, right, '');
  });
  return [...new Set(found)];
}

function paths(left: unknown, right: unknown, at: string): readonly string[] {
  if (isDeepStrictEqual(left, right)) return [];
  if (!isObject(left) || !isObject(right)) return [at];
  if (at === '' && (Array.isArray(left) || Array.isArray(right))) return ['whether it runs'];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => paths(left[key], right[key], at === '' ? key : `${at}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
