import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mount } from '../engine/engine.ts';
import { plainName } from '../plan/content-key.ts';
import { type PackageCache, packageCaches } from '../plan/package-caches.ts';
import type { TargetPlan } from '../plan/plan.ts';
import { isMapped } from './path-map.ts';
import type { ContainerUser } from './person.ts';
import { writing } from './run-folder.ts';
import type { TargetContext } from './run-target.ts';

/** Where package managers' caches are in a target's container. */
const inContainer = '/var/cache/dox';

interface CacheMounts {
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
}

type Context = Pick<TargetContext, 'cacheFolder' | 'project' | 'person' | 'caller' | 'pathMap' | 'emit' | 'now'>;

/**
 * Makes the folders in which a target's package managers keep their caches between runs, and says how its container
 * has them. What another user than the person writes is kept apart, since neither could use what the other leaves.
 */
export function cacheMounts(
  { label, cache }: Pick<TargetPlan, 'label' | 'cache'>,
  user: ContainerUser,
  context: Context,
): CacheMounts {
  if (cache.length === 0) return { env: {}, mounts: [] };
  const { cacheFolder, project, person, pathMap, emit, now } = context;
  if (pathMap !== null && !isMapped(cacheFolder, pathMap)) {
    const message = `${label}: it runs without \`cache\`: the engine does not see ${cacheFolder}`;
    const hint = `set XDG_CACHE_HOME to a folder below ${pathMap.local}, which --path-map names`;
    emit({ kind: 'warning', time: now(), message, hint });
    return { env: {}, mounts: [] };
  }
  const whose = user.hostUid === person.uid ? '' : `-${(user.user || 'image').replaceAll(/[^\w.]/g, '-')}`;
  const caches = packageCaches(cache, inContainer);
  const above = join(cacheFolder, 'caches');
  const mounts = caches.map((each): Mount => {
    const source = join(above, plainName(project), `${each.name}${whose}`);
    writing(source, () => {
      // 0700: some of those below are for everybody to write
      mkdirSync(above, { recursive: true, mode: 0o700 });
      makeCache(source, each, user, context);
    });
    return { kind: 'bind', source, target: each.folder, readOnly: false };
  });
  return { env: Object.assign({}, ...caches.map(({ variables }) => variables)), mounts };
}

function makeCache(
  path: string,
  { files, folders }: PackageCache,
  { hostUid }: ContainerUser,
  { person, caller }: Context,
): void {
  const isNew = !existsSync(path);
  mkdirSync(path, { recursive: true });
  for (const name of folders) mkdirSync(join(path, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(path, name);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text, { mode: 0o644 });
  }
  if (!isNew) return;
  const isForAll = hostUid !== caller.uid && (hostUid === null || caller.uid !== 0);
  chmodSync(path, isForAll ? 0o777 : 0o755);
  if (hostUid !== null && caller.uid === 0) chownSync(path, hostUid, hostUid === person.uid ? person.gid : hostUid);
}
