import { DoxError } from '../base/dox-error.ts';
import { ApiError } from './api-client.ts';
import type { ContainerSpec } from './engine.ts';
import { engineError, generalError } from './engine-error.ts';

const initMissing = /container-init binary not found|docker-init.{0,80}not found|init binary.{0,80}no such file/i;

/** Whether the engine lacks the program that it would run as PID 1 (`init: true`). */
export function isInitMissing(error: unknown): boolean {
  return error instanceof ApiError && initMissing.test(error.message);
}

/** Why a container could not be created or started, in plain words. */
export function startError(error: unknown, spec: ContainerSpec): DoxError {
  if (!(error instanceof ApiError)) return engineError(error, 'starting a container');
  const { message, status } = error;
  if (/no such image/i.test(message)) {
    const hint = 'it was removed meanwhile; run dox again';
    return new DoxError('not-found', `image ${spec.image} is not there`, { cause: error, hint, retryMayHelp: true });
  }
  const general = generalError(message, error);
  if (general !== null) return general;
  const known = knownProblem(message, spec);
  if (known !== null) return notStartable(known.text, { hint: known.hint, cause: error });
  return new DoxError('not-startable', `the container does not start: ${plain(message)}`, {
    cause: error,
    retryMayHelp: status >= 500,
  });
}

/**
 * The same for a command that the engine's init could not run: the container did start, its init said so and ended.
 * The sentences are those of tini 0.19 (src/tini.c) and catatonit 0.1 (catatonit.c). Null if it was no such thing.
 */
export function startErrorOfInit(output: Uint8Array, exitCode: number, spec: ContainerSpec): DoxError | null {
  if (exitCode !== 127 && exitCode !== 126 && exitCode !== 1) return null;
  const text = Buffer.from(output).toString('utf8').trim();
  const match =
    /^\[FATAL tini \(\d+\)\] exec .{1,400} failed: ([^\n]{1,100})$/.exec(text) ??
    /^ERROR \(catatonit:\d+\): failed to exec pid1: ([^\n]{1,100})$/.exec(text);
  if (match === null) return null;
  const command = [...spec.entrypoint, ...spec.command][0] ?? 'its command';
  return notStartable(cannotRun(command, match[1] ?? ''), { hint: commandHint });
}

interface Problem {
  readonly text: string;
  readonly hint: string;
}

const commandHint = 'the image must have a shell at /bin/sh, and whatever `entrypoint` and `shell` name';

function knownProblem(message: string, spec: ContainerSpec): Problem | null {
  const command = /exec: "([^"]{1,200})": (?:stat [^:]{1,200}: )?([^:]{1,100})/.exec(message);
  if (command !== null) return { text: cannotRun(command[1] ?? '', command[2] ?? ''), hint: commandHint };
  const user = /unable to find user ([^:]{1,100}):/.exec(message);
  const accounts = spec.mounts.find(({ target }) => target === '/etc/passwd');
  // a number needs no account, but does need a readable file: Podman mounts an empty folder for one that it misses
  if (user !== null && accounts !== undefined && /^\d/.test(spec.user)) return notSeen(accounts.source);
  if (user !== null) return { text: `the image has no user "${user[1]}"`, hint: 'give `user` as UID:GID' };
  // Podman makes what is missing, where it may
  const source =
    /bind source path does not exist: (.{1,300})/.exec(message) ??
    /making volume mountpoint for volume (.{1,300}): mkdir /.exec(message);
  if (source !== null) return notSeen(source[1] ?? '');
  const network = /network ([^ ]{1,100}) not found|unable to find network with name or ID ([^:]{1,100}):/.exec(message);
  if (network !== null) {
    const hint = 'make it with `docker network create`, or use `network: bridge`';
    return { text: `the engine has no network "${network[1] ?? network[2]}"`, hint };
  }
  return null;
}

function notSeen(path: string): Problem {
  const hint = 'the engine sees other files than dox; if it runs elsewhere, try --path-map';
  return { text: `the engine does not see ${path}`, hint };
}

function cannotRun(command: string, why: string): string {
  const missing = /no such file|not found/i.test(why);
  return missing ? `the image has no ${command}` : `the image's ${command} cannot be run: ${why.toLowerCase()}`;
}

function notStartable(text: string, options: { readonly hint: string; readonly cause?: unknown }): DoxError {
  return new DoxError('not-startable', `the container does not start: ${text}`, options);
}

const noise = [
  /^container create: /,
  /^preparing container [0-9a-f]{64} for attach: /,
  /^(?:failed to create (?:shim task|task for container)|OCI runtime create failed|runc|crun|runc create failed): /,
  /^unable to start container process: /,
  /^error during container init: /,
];

/** The engine's sentence without the names of the programs that passed it on. */
function plain(message: string): string {
  let text = message.trim();
  for (let again = true; again; ) {
    const shorter = noise.reduce((rest, prefix) => rest.replace(prefix, ''), text);
    again = shorter !== text;
    text = shorter;
  }
  return text.replace(/: (?:unknown|OCI runtime error)$/, '');
}
