import { Label } from '../base/labels.ts';
import type { ContainerSpec, Mount } from '../engine/engine.ts';
import { ControlFile } from '../plan/control-folder.ts';
import type { TargetPlan } from '../plan/plan.ts';
import { commandScript, containerCommand, supervisorScript } from '../plan/script.ts';
import { userFiles } from '../plan/user-files.ts';
import { outsideGitFolder } from './git-folder.ts';
import { remotePath } from './path-map.ts';
import { type ContainerUser, containerUser } from './person.ts';
import type { PreparedImage } from './prepare-image.ts';
import type { TargetContext } from './run-target.ts';
import { containerRoot, type TargetFolder } from './target-folder.ts';
import type { Terminal } from './terminal.ts';

interface Place {
  readonly context: TargetContext;
  readonly folder: TargetFolder;
}

/** Writes the target's scripts into its folder, and says all that its container is. */
export function targetContainer(target: TargetPlan, image: PreparedImage, { context, folder }: Place): ContainerSpec {
  const { engine, person, terminal, input, keep, pathMap, owner } = context;
  const user = containerUser(target.container.user, person, engine.info);
  if (user.othersFiles !== null) {
    folder.openToAll();
    const message = `${target.label}: \`user: ${target.container.user}\`: what it writes belongs to ${user.othersFiles}`;
    context.emit({ kind: 'warning', time: context.now(), message, hint: null });
  }
  const tty = terminal?.size() ?? null;
  const fromCaller = tty !== null || (target.direct && input !== null);
  const account = accountOf(user, image, folder);
  const { privileged, capAdd, devices, shmSize, memory, cpus, network, tmpfs } = target.container;
  const { entrypoint, command } = writeScripts(target, image, folder, fromCaller ? 'caller' : 'lifeline');
  return {
    image: image.info.id,
    entrypoint,
    command,
    env: { ...environment(target, terminal, user, person.uid), ...account.env, ...target.env },
    workdir: containerRoot,
    user: user.user,
    labels: {
      [Label.kind]: 'run',
      [Label.project]: context.project,
      [Label.run]: context.folder.run,
      [Label.owner]: keep ? '' : owner,
      [Label.target]: target.label,
    },
    mounts: [...treeMounts(context), ...account.mounts, ...target.container.volumes].map((mount) =>
      mount.kind === 'bind' ? { ...mount, source: remotePath(mount.source, pathMap) } : mount,
    ),
    tmpfs,
    network,
    keepId: user.keepId,
    tty,
    stdin: fromCaller ? 'caller' : 'lifeline',
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
  stdin: 'caller' | 'lifeline',
): ReturnType<typeof containerCommand> {
  const controlDir = folder.inContainer;
  const { commands, shell, artifacts, container } = target;
  const prefix = container.entrypoint === 'image' ? image.info.entrypoint : (container.entrypoint ?? []);
  const stepFile = `${controlDir}/${ControlFile.step}`;
  const stateFile = `${controlDir}/${ControlFile.state}`;
  const outside = artifacts.filter((path) => path.startsWith('/'));
  const { token } = folder;
  folder.write(ControlFile.commands, commandScript({ commands, stepFile, stateFile }));
  folder.write(
    ControlFile.supervisor,
    supervisorScript({ controlDir, token, shell, prefix, stdin, artifacts: outside }),
  );
  return containerCommand(controlDir);
}

function environment(
  target: TargetPlan,
  terminal: Terminal | null,
  user: ContainerUser,
  uid: number,
): Record<string, string> {
  const env: Record<string, string> = { DOX: '1', DOX_ENV_NAME: target.target };
  // pytest cuts its short summary, and with it the failing ids, at the width of the terminal
  if (terminal === null) env.COLUMNS = '200';
  else env.TERM = terminal.name;
  if (user.account?.uid !== uid) {
    // git refuses a tree that belongs to somebody else (git-config(1), safe.directory)
    Object.assign(env, { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' });
  }
  return env;
}

/** The account that the container's user has: the image's own, or one that is mounted over the image's files. */
function accountOf(
  user: ContainerUser,
  image: PreparedImage,
  folder: TargetFolder,
): { readonly env: Record<string, string>; readonly mounts: readonly Mount[] } {
  if (user.account === null) return { env: {}, mounts: [] };
  const { passwd, group } = image.facts;
  const files = userFiles({ passwd, group, person: user.account });
  const mounts: Mount[] = [];
  if (files.changed) {
    folder.write('passwd', files.passwd);
    folder.write('group', files.group);
    const source = (name: string): string => folder.host(name);
    mounts.push({ kind: 'bind', source: source('passwd'), target: '/etc/passwd', readOnly: true });
    mounts.push({ kind: 'bind', source: source('group'), target: '/etc/group', readOnly: true });
  }
  if (files.makeHome) mounts.push({ kind: 'bind', source: folder.folder('home'), target: files.home, readOnly: false });
  return { env: { HOME: files.home }, mounts };
}

function treeMounts({ root }: TargetContext): readonly Mount[] {
  const git = outsideGitFolder(root);
  const tree: Mount = { kind: 'bind', source: root, target: containerRoot, readOnly: false };
  return git === null ? [tree] : [tree, { kind: 'bind', source: git, target: git, readOnly: false }];
}
