import type { Obstacle } from '../../config.ts';
import type { ToxEnv } from '../tox-project.ts';
import { placesOf } from './places.ts';

/** What tox matches with `sys.platform`; Python 2 says `linux2`. */
export function runsOnLinux({ platform }: Pick<ToxEnv, 'platform'>): boolean {
  if (platform === '') return true;
  try {
    const expression = new RegExp(`^(?:${platform})`);
    return ['linux', 'linux2'].some((name) => expression.test(name));
  } catch {
    return true;
  }
}

/** The first factor is what an environment's image goes by. */
function overrides({ name }: ToxEnv): string {
  return `name one with -i, or in [docker]: \`image = NAME\`, or for the factor \`${name.split('-', 1)[0]} = NAME\``;
}

/** What is not there. `missing` and `noImage` are ends of sentences about what was looked for. */
interface Lacking {
  readonly missing: readonly string[];
  readonly noImage: string | null;
  /** tox's skip_missing_interpreters. */
  readonly skipsMissing: boolean;
}

/** Why an environment cannot run. */
export function obstaclesOf(env: ToxEnv, { missing, noImage, skipsMissing }: Lacking): readonly Obstacle[] {
  const platform = `it is for the platform ${env.platform}, and containers are linux`;
  return [
    ...problems(env),
    ...(runsOnLinux(env) ? [] : [{ ...obstacle(env, platform, 'platform'), skips: true as const }]),
    ...missing.map((reason) => obstacle(env, reason, 'deps')),
    ...(isIdle(env)
      ? [{ ...obstacle(env, 'it has no commands: is the key mistyped?', 'commands'), skips: true as const }]
      : []),
    ...(noImage === null ? [] : [{ ...obstacle(env, noImage, 'basepython'), ...lacksImage(env, skipsMissing) }]),
  ];
}

/** Without the key; one that is there and empty means it. */
function isIdle({ commands, commandsPre, commandsPost, places }: ToxEnv): boolean {
  return commands.length + commandsPre.length + commandsPost.length === 0 && places.commands === undefined;
}

function lacksImage(env: ToxEnv, skips: boolean): Pick<Obstacle, 'hint' | 'isImage' | 'skips'> {
  return { hint: overrides(env), isImage: true, ...(skips ? { skips: true } : {}) };
}

/** What the mapping needs, by tox's keys and their newer spellings. */
const needed: ReadonlySet<string> = new Set([
  ...['commands', 'commands_pre', 'commands_post', 'deps', 'setenv', 'set_env', 'changedir', 'change_dir', 'envdir'],
  ...['env_dir', 'envtmpdir', 'env_tmp_dir', 'install_command', 'extras', 'basepython', 'base_python', 'constraints'],
  ...['dependency_groups', 'platform'],
]);

function problems(env: ToxEnv): readonly Obstacle[] {
  return Object.entries(env.problems).flatMap(([key, { message, place }]) => {
    if (!needed.has(key)) return [];
    const at = place ?? env.places[key] ?? null;
    return [
      { severity: 'error', message: `target "${env.name}": ${key}: ${message}`, ...(at === null ? {} : { place: at }) },
    ];
  });
}

function obstacle(env: ToxEnv, reason: string, key: string): Obstacle {
  const place = env.places[key] ?? placesOf(env).place;
  return { severity: 'error', message: `target "${env.name}": ${reason}`, ...(place === undefined ? {} : { place }) };
}
