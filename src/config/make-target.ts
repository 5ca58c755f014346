import type { Place } from '../base/diagnostic.ts';
import type { ImageSource, Service, Target } from './config.ts';
import type { Commands } from './read-commands.ts';
import type { Resolved } from './resolve-targets.ts';
import { setVariables } from './set-variables.ts';

export interface TargetInput {
  readonly name: string;
  readonly place: Place;
  readonly resolved: Resolved;
  readonly images: readonly ImageSource[];
  readonly commands: Commands;
  readonly services: readonly Service[];
}

/** A target from its resolved values: every default of dox.yml is here. */
export function makeTarget({ name, place, resolved, images, commands, services }: TargetInput): Target {
  const { values, system } = resolved;
  return {
    name,
    description: values.description ?? null,
    images,
    system: system ?? [],
    add: values.add ?? [],
    prep: values.prep ?? [],
    env: setVariables(values.env),
    passEnv: values.pass_env ?? [],
    commands: commands.list,
    commandsForm: commands.form,
    shell: values.shell ?? null,
    timeout: values.timeout ?? null,
    artifacts: values.artifacts ?? [],
    network: values.network ?? 'bridge',
    platform: values.platform ?? null,
    user: values.user ?? null,
    allowFailure: values.allow_failure ?? false,
    allowEmpty: values.allow_empty ?? false,
    privileged: values.privileged ?? false,
    capAdd: values.cap_add ?? [],
    devices: values.devices ?? [],
    shmSize: values.shm_size ?? null,
    memory: values.memory ?? null,
    cpus: values.cpus ?? null,
    tmpfs: values.tmpfs ?? [],
    volumes: values.volumes ?? [],
    entrypoint: entrypointOf(values.entrypoint),
    cache: values.cache ?? [],
    snapshot: values.snapshot ?? null,
    maxAge: values.max_age ?? null,
    services,
    place,
  };
}

function entrypointOf(words: readonly string[] | undefined): Target['entrypoint'] {
  if (words === undefined) return null;
  return words.length === 1 && words[0] === 'image' ? 'image' : words;
}
