import { DoxError } from '../base/dox-error.ts';
import type { EngineInfo } from '../engine/engine.ts';

/** Whose files the tests write: the person who runs dox, or the one that --user-map names. */
export interface Person {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** How a container's user is asked for, and whether the files that it writes will be the person's. */
export interface ContainerUser {
  /** `uid:gid`, a name, or empty for what the image says. */
  readonly user: string;
  readonly keepId: boolean;
  /** The uid and gid whose account the container gets, or null where the image's own accounts are left alone. */
  readonly account: Person | null;
  /** Who else will own what the tests write, or null if it is the person. */
  readonly othersFiles: string | null;
}

/** Reads `name:uid:gid`, the first dox's --user-map. */
export function parseUserMap(text: string): Person {
  const match = /^([^:]+):(\d+):(\d+)$/.exec(text);
  if (match === null) {
    const hint = 'write name:uid:gid, for example --user-map jenkins:1001:1001';
    throw new DoxError('usage', `--user-map "${text}" is not a user`, { hint });
  }
  return { name: match[1] ?? '', uid: Number(match[2]), gid: Number(match[3]) };
}

const root: Person = { name: 'root', uid: 0, gid: 0 };

/**
 * Which user a container runs as, so that what it writes belongs to the person. A rootful engine takes the
 * person's own numbers; in rootless Docker the container's root is the person; rootless Podman maps the person's
 * uid to itself (`--userns=keep-id`), so that tests need not run as root there.
 */
export function containerUser(asked: string | null, person: Person, engine: EngineInfo): ContainerUser {
  const others = engine.rootless ? 'one of your subordinate uids' : null;
  if (asked === 'image') return { user: '', keepId: false, account: null, othersFiles: "the image's user" };
  if (asked === 'root' || asked === '0' || asked === '0:0') {
    const othersFiles = engine.rootless || person.uid === 0 ? null : 'root';
    return { user: '0:0', keepId: false, account: root, othersFiles };
  }
  if (asked !== null) return { user: asked, keepId: false, account: null, othersFiles: others ?? `user ${asked}` };
  if (!engine.rootless) {
    return { user: `${person.uid}:${person.gid}`, keepId: false, account: person, othersFiles: null };
  }
  if (engine.kind === 'docker' || person.uid === 0) {
    return { user: '0:0', keepId: false, account: root, othersFiles: null };
  }
  return { user: `${person.uid}:${person.gid}`, keepId: true, account: person, othersFiles: null };
}
