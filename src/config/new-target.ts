import type { Target } from './config.ts';

type Needed = Pick<Target, 'name' | 'images' | 'commands'>;

/** A target of which only some is said: every default is here. */
export function newTarget(said: Needed & Partial<Target>): Target {
  return {
    description: null,
    labels: [],
    system: [],
    bindep: null,
    add: [],
    prep: [],
    env: {},
    passEnv: [],
    commandsForm: 'list',
    needs: [],
    shell: null,
    timeout: null,
    grace: null,
    artifacts: [],
    network: 'bridge',
    platform: null,
    user: null,
    allowFailure: false,
    allowEmpty: false,
    privileged: false,
    capAdd: [],
    devices: [],
    shmSize: null,
    memory: null,
    cpus: null,
    tmpfs: [],
    volumes: [],
    entrypoint: null,
    cache: [],
    snapshot: null,
    maxAge: null,
    services: [],
    ...said,
  };
}
