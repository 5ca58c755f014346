import { statSync } from 'node:fs';
import { Label } from '../base/labels.ts';
import type { ContainerSpec, Mount } from '../engine/engine.ts';
import { ControlFile } from '../plan/control-folder.ts';
import type { TargetPlan } from '../plan/plan.ts';
import { commandScript } from '../plan/script.ts';
import { containerCommand, type SupervisorInput, supervisorScript } from '../plan/supervisor-script.ts';
import { type UserFiles, userFiles } from '../plan/user-files.ts';
import { cacheMounts } from './cache-mounts.ts';
import { checkVolumes } from './check-volumes.ts';
import { outsideGit } from './git-folder.ts';
import { remotePath } from './path-map.ts';
import { type ContainerUser, containerUser } from './person.ts';
import type { PreparedImage } from './prepare-image.ts';
import type { TargetContext } from './run-target.ts';
import { containerRoot, type TargetFolder } from './target-folder.ts';

interface Place {
  readonly context: TargetContext;
  readonly folder: TargetFolder;
  /** Names of services → their addresses. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** Writes the target's scripts into its folder, and says all that its container is. */
export function targetContainer(
  target: TargetPlan,
  image: PreparedImage,
  { context, folder, hosts }: Place,
): ContainerSpec {
  const { engine, person, caller, terminal, input, keep, pathMap, owner } = context;
  const user = containerUser({
    asked: target.container.user,
    person,
    caller,
    engine: engine.info,
    imageUser: image.info.user,
    passwd: image.facts.passwd,
  });
  for (const message of warnings(target, user, context)) {
    context.emit({ kind: 'warning', time: context.now(), message: `${target.label}: ${message}`, hint: null });
  }
  if (pathMap === null) checkVolumes(target.label, target.container.volumes);
  const tty = terminal?.size() ?? null;
  const fromCaller = tty !== null || (target.direct && input !== null);
  const account = accountOf(user, image, folder);
  const homes = 'HOME' in target.env ? [] : account.homes;
  const { privileged, capAdd, devices, shmSize, memory, cpus, network, tmpfs } = target.container;
  const { entrypoint, command } = writeScripts(target, image, folder, {
    stdin: fromCaller ? 'caller' : 'lifeline',
    homes,
  });
  if (user.hostUid !== caller.uid) folder.share(caller.uid === 0 && user.hostUid === person.uid ? person : null);
  const caches = cacheMounts(target, user, context);
  return {
    image: image.info.id,
    entrypoint,
    command,
    env: { ...environment(target, user, context), ...account.env, ...caches.env, ...target.env },
    workdir: containerRoot,
    user: user.user,
    labels: {
      [Label.kind]: 'run',
      [Label.project]: context.project,
      [Label.run]: context.folder.run,
      [Label.owner]: owner,
      ...(keep ? { [Label.keep]: 'yes' } : {}),
      [Label.target]: target.label,
    },
    mounts: [...treeMounts(context, folder), ...account.mounts, ...caches.mounts, ...target.container.volumes].map(
      (mount) => (mount.kind === 'bind' ? { ...mount, source: remotePath(mount.source, pathMap) } : mount),
    ),
    tmpfs,
    network,
    reachable: target.services.some(({ localhost }) => !localhost),
    hosts,
    keepId: user.keepId,
    tty,
    stdin: fromCaller ? 'caller' : 'lifeline',
    ...(fromCaller ? { lifelineFile: `${folder.inContainer}/${ControlFile.lifeline}` } : {}),
    removeWhenDone: !keep,
    privileged,
    capAdd,
    devices,
    shmSize,
    memory,
    cpus,
  };
}

function writeScripts(
  target: TargetPlan,
  image: PreparedImage,
  folder: TargetFolder,
  { stdin, homes }: Pick<SupervisorInput, 'stdin' | 'homes'>,
): ReturnType<typeof containerCommand> {
  const controlDir = folder.inContainer;
  const { commands, shell, artifacts, container } = target;
  const servicesLimit = target.services.reduce((sum, { timeout }) => sum + timeout, 0);
  const prefix = container.entrypoint === 'image' ? image.info.entrypoint : (container.entrypoint ?? []);
  const stepFile = `${controlDir}/${ControlFile.step}`;
  const stateFile = `${controlDir}/${ControlFile.state}`;
  const outside = artifacts.filter((path) => path.startsWith('/'));
  const { token } = folder;
  folder.write(ControlFile.commands, commandScript({ commands, stepFile, stateFile }));
  folder.write(
    ControlFile.supervisor,
    supervisorScript({ controlDir, token, shell, prefix, stdin, servicesLimit, homes, artifacts: outside }),
  );
  return containerCommand(controlDir);
}

function environment(
  target: TargetPlan,
  user: ContainerUser,
  { terminal, root, seed }: TargetContext,
): Record<string, string> {
  const env: Record<string, string> = { DOX: '1', DOX_ENV_NAME: target.target };
  if (!target.direct) env.PYTHONHASHSEED = String(seed);
  // pytest cuts its short summary, and with it the failing ids, at the width of the terminal
  if (terminal === null) env.COLUMNS = '200';
  else env.TERM = terminal.name;
  if (user.hostUid !== statSync(root).uid) {
    // git refuses a tree that belongs to somebody else (git-config(1), safe.directory)
    Object.assign(env, { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' });
  }
  return env;
}

/** What a person should know before it runs. */
function warnings({ container }: TargetPlan, user: ContainerUser, { engine }: TargetContext): readonly string[] {
  const { memory, cpus } = container;
  const asked = container.user === null ? '--user-map' : `\`user: ${container.user}\``;
  const limits = [...(memory === null ? [] : ['`memory`']), ...(cpus === null ? [] : ['`cpus`'])];
  return [
    ...(user.othersFiles === null ? [] : [`${asked}: what it writes belongs to ${user.othersFiles}`]),
    ...(limits.length === 0 || engine.info.limits ? [] : [`this engine cannot limit ${limits.join(' and ')} here`]),
  ];
}

interface Account {
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  /** Where the home may be if HOME cannot be written to: the first that can be made. */
  readonly homes: readonly string[];
}

/** A home that most users of most images can make. */
const usualHome = '/tmp/home';

/** The account that the container's user has: the image's own, or one that is mounted over the image's files. */
function accountOf(user: ContainerUser, image: PreparedImage, folder: TargetFolder): Account {
  folder.folder('home');
  const lastHomes = [usualHome, `${folder.inContainer}/home`];
  if (user.account === null) return { env: {}, mounts: [], homes: lastHomes };
  const { passwd, group } = image.facts;
  const files = userFiles({ passwd, group, person: { ...user.account, home: usualHome } });
  const mounts = files.changed ? [fileMount('passwd', files, folder), fileMount('group', files, folder)] : [];
  const own = image.info.env.find((entry) => entry.startsWith('HOME='))?.slice('HOME='.length);
  return { env: { HOME: own || files.home }, mounts, homes: [files.home, ...lastHomes] };
}

function fileMount(name: 'passwd' | 'group', files: UserFiles, folder: TargetFolder): Mount {
  folder.write(name, files[name]);
  return { kind: 'bind', source: folder.host(name), target: `/etc/${name}`, readOnly: true };
}

function treeMounts({ root }: TargetContext, folder: TargetFolder): readonly Mount[] {
  const tree: Mount = { kind: 'bind', source: root, target: containerRoot, readOnly: false };
  const git = outsideGit(root, containerRoot);
  if (git === null) return [tree];
  const { source, target, config } = git;
  const mounts: Mount[] = [tree, { kind: 'bind', source, target, readOnly: false }];
  if (config === null) return mounts;
  folder.write('gitconfig', config.text);
  return [...mounts, { kind: 'bind', source: folder.host('gitconfig'), target: config.path, readOnly: false }];
}
