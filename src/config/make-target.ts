import type { Place } from '../base/diagnostic.ts';
import type { Bindep } from './bindep/bindep-rule.ts';
import type { CommandsForm, ImageSource, Service, Target } from './config.ts';
import type { Span } from './diagnostic-log.ts';
import { newTarget } from './new-target.ts';
import type { Commands } from './read-commands.ts';
import type { Resolved } from './resolve-targets.ts';
import { setVariables } from './set-variables.ts';

export interface TargetInput {
  readonly name: string;
  readonly place: Place;
  readonly placeOf: (span: Span) => Place;
  readonly resolved: Resolved;
  readonly images: readonly ImageSource[];
  readonly commands: Commands;
  readonly services: readonly Service[];
  readonly bindep: Bindep | null;
}

/** What `arguments` says, in other words. */
const forms = { append: 'list', refuse: 'block', ignore: 'tox' } as const satisfies Record<string, CommandsForm>;

/** A target from its resolved values. */
export function makeTarget(input: TargetInput): Target {
  const { name, place, placeOf, resolved, images, commands, services, bindep } = input;
  const { values, system, spans } = resolved;
  return newTarget({
    name,
    images,
    commands: commands.list,
    commandsForm: values.arguments === undefined ? commands.form : forms[values.arguments],
    env: setVariables(values.env),
    services,
    bindep,
    place,
    places: { ...placeOfFile(bindep), ...placesOf(spans, placeOf) },
    ...given({
      description: values.description,
      labels: values.labels,
      system,
      add: values.add,
      prep: values.prep,
      passEnv: values.pass_env,
      shell: values.shell,
      timeout: values.timeout,
      grace: values.grace,
      artifacts: values.artifacts,
      network: values.network,
      platform: values.platform,
      user: values.user,
      allowFailure: values.allow_failure,
      allowEmpty: values.allow_empty,
      privileged: values.privileged,
      capAdd: values.cap_add,
      devices: values.devices,
      shmSize: values.shm_size,
      memory: values.memory,
      cpus: values.cpus,
      tmpfs: values.tmpfs,
      volumes: values.volumes,
      entrypoint: entrypointOf(values.entrypoint),
      cache: values.cache,
      snapshot: values.snapshot,
      maxAge: values.max_age,
    }),
  });
}

function entrypointOf(words: readonly string[] | undefined): Target['entrypoint'] | undefined {
  if (words === undefined) return undefined;
  return words.length === 1 && words[0] === 'image' ? 'image' : words;
}

type Given<Values> = { readonly [Key in keyof Values]?: Exclude<Values[Key], undefined> };

/** Only what has a value. */
function given<Values extends object>(values: Values): Given<Values> {
  // the filter takes away what the type says is not there
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>;
}

/** A bindep.txt that counts by itself is its own place. */
function placeOfFile(bindep: Bindep | null): NonNullable<Target['places']> {
  return bindep === null ? {} : { bindep: { file: bindep.file, line: 1, column: 1 } };
}

/** By the names that a target has for the keys of dox.yml. */
function placesOf(spans: Resolved['spans'], placeOf: TargetInput['placeOf']): NonNullable<Target['places']> {
  const entries = Object.entries(spans).map(([key, span]) => {
    const name = key === 'image' || key === 'build' ? 'images' : key;
    return [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), placeOf(span)];
  });
  return Object.fromEntries(entries);
}
