import type { ContainerSpec, EngineInfo, Mount } from './engine.ts';

/** How the container gets its PID 1: the engine's init program, or a shell where the engine has none. */
export type InitMode = 'engine' | 'shell';

/** The shell that stands in for an init: it is PID 1, waits for the command and ends with its exit code. */
const shellInit = ['/bin/sh', '-c', '"$@"; exit $?', 'dox'];

/** The body of `POST /containers/create` for a container that dox runs. */
export function containerBody(spec: ContainerSpec, info: EngineInfo, init: InitMode): Record<string, unknown> {
  // the supervisor is fit to be PID 1; what reads the caller's input is any program
  const prefix = init === 'shell' && spec.stdin === 'caller' ? shellInit : [];
  const entrypoint = [...prefix, ...spec.entrypoint];
  return {
    Image: spec.image,
    // Podman takes an empty list for none given, and would use the image's own
    ...(entrypoint.length > 0
      ? { Entrypoint: entrypoint, Cmd: spec.command }
      : { Entrypoint: spec.command.slice(0, 1), Cmd: spec.command.slice(1) }),
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    WorkingDir: spec.workdir,
    User: spec.user,
    Labels: spec.labels,
    Tty: spec.tty !== null,
    OpenStdin: spec.stdin !== 'none',
    StdinOnce: spec.stdin !== 'none',
    AttachStdin: spec.stdin !== 'none',
    AttachStdout: true,
    AttachStderr: true,
    // dox asks by itself whether a service is ready; nobody reads what the engine would find every half minute
    Healthcheck: { Test: ['NONE'] },
    HostConfig: hostConfig(spec, info, init),
  };
}

function hostConfig(spec: ContainerSpec, info: EngineInfo, init: InitMode): Record<string, unknown> {
  const { shmSize, memory, cpus, tty } = spec;
  return {
    Init: init === 'engine',
    AutoRemove: spec.removeWhenDone,
    // dox keeps the output itself; the engine's own log costs more than the pipe
    LogConfig: { Type: 'none', Config: {} },
    Mounts: spec.mounts.map(mountBody),
    Tmpfs: spec.tmpfs,
    NetworkMode: networkMode(spec, info),
    // who joins a network of Docker's has its hosts too, and may name none
    ...(spec.joins !== undefined && info.kind === 'docker' ? {} : { ExtraHosts: hostLines(spec.hosts ?? {}) }),
    Privileged: spec.privileged,
    CapAdd: spec.capAdd,
    Devices: spec.devices.map(deviceBody),
    ...(tty === null ? {} : { ConsoleSize: [tty.rows, tty.columns] }),
    ...(shmSize === null ? {} : { ShmSize: shmSize }),
    ...(memory === null ? {} : { Memory: memory }),
    ...(cpus === null ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
    ...(spec.keepId && info.kind === 'podman' && info.rootless ? { UsernsMode: 'keep-id' } : {}),
  };
}

/** Rootless Podman's own default network starts 60 ms sooner than its bridge, but nobody can reach it there. */
function networkMode({ network, joins, reachable = false }: ContainerSpec, { kind }: EngineInfo): string {
  if (joins !== undefined) return joins;
  return kind === 'podman' && network === 'bridge' && !reachable ? 'default' : network;
}

function hostLines(hosts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(hosts).map(([name, address]) => `${name}:${address}`);
}

function mountBody({ kind, source, target, readOnly }: Mount): Record<string, unknown> {
  return { Type: kind, Source: source, Target: target, ReadOnly: readOnly };
}

/** `/dev/a`, `/dev/a:/dev/b`, `/dev/a:rwm` or `/dev/a:/dev/b:rwm`, as `docker run --device` reads it. */
function deviceBody(device: string): Record<string, string> {
  const [host = '', second, third] = device.split(':');
  const isPermissions = second !== undefined && third === undefined && /^[rwm]+$/.test(second);
  const permissions = isPermissions ? second : (third ?? 'rwm');
  const inside = second === undefined || isPermissions ? host : second;
  return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: permissions };
}
