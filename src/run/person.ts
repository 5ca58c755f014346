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
  /** The uid on this machine of what it writes, or null where that is one of the subordinate ones (subuid(5)). */
  readonly hostUid: number | null;
  /** Who else will own what the tests write, or null if it is the person. */
  readonly othersFiles: string | null;
}

/** What the engines take. */
const highestId = 2_147_483_647;

/** Reads `name:uid:gid`, the first dox's --user-map. */
export function parseUserMap(text: string): Person {
  const match = /^([^:]+):(\d+):(\d+)$/.exec(text);
  const ids = [Number(match?.[2]), Number(match?.[3])];
  if (match === null || ids.some((id) => id > highestId)) {
    const hint = 'write name:uid:gid, for example --user-map jenkins:1001:1001';
    throw new DoxError('usage', `--user-map "${text}" is not a user`, { hint });
  }
  return { name: match[1] ?? '', uid: Number(match[2]), gid: Number(match[3]) };
}

const root: Person = { name: 'root', uid: 0, gid: 0 };
const subordinate = 'one of your subordinate uids';

export interface ContainerUserInput {
  /** The target's `user`: null for the person, `image`, or as the engine takes it. */
  readonly asked: string | null;
  readonly person: Person;
  /** Who runs dox: with --user-map perhaps not the person. */
  readonly caller: Person;
  readonly engine: Pick<EngineInfo, 'kind' | 'rootless'>;
  /** The image's USER; empty: root. */
  readonly imageUser: string;
  /** The image's /etc/passwd. */
  readonly passwd: string | null;
}

/**
 * Which user a container runs as, so that what it writes belongs to the person. A rootful engine takes the
 * person's own numbers; in rootless Docker the container's root is the person; rootless Podman maps the person's
 * uid to itself (`--userns=keep-id`), so that tests need not run as root there. Throws `not-found` for a name that
 * the image does not know.
 */
export function containerUser(input: ContainerUserInput): ContainerUser {
  const { asked, person, caller, engine, imageUser, passwd } = input;
  const wanted = asked === 'image' ? imageUser || 'root' : asked;
  if (wanted === null) return asPerson(input);
  const uid = uidOf(wanted, passwd);
  if (asked === 'image') return { user: '', keepId: false, account: null, ...owner(uid, `user ${wanted}`, input) };
  if (uid === 0) return { user: '0:0', keepId: false, account: root, ...owner(0, 'root', input) };
  const isPerson = wanted === `${person.uid}` || wanted === `${person.uid}:${person.gid}`;
  if (isPerson && (!engine.rootless || person.uid === caller.uid)) return asPerson(input);
  return { user: wanted, keepId: false, account: null, ...owner(uid, `user ${wanted}`, input) };
}

function asPerson({ person, caller, engine }: ContainerUserInput): ContainerUser {
  const user = `${person.uid}:${person.gid}`;
  if (!engine.rootless) return { user, keepId: false, account: person, hostUid: person.uid, othersFiles: null };
  if (person.uid !== 0 && person.uid !== caller.uid) {
    return { user, keepId: false, account: person, hostUid: null, othersFiles: subordinate };
  }
  if (engine.kind === 'docker' || person.uid === 0) {
    return { user: '0:0', keepId: false, account: root, hostUid: caller.uid, othersFiles: null };
  }
  return { user, keepId: true, account: person, hostUid: person.uid, othersFiles: null };
}

/** To whom belongs what a user of the container writes. In a rootless engine its root is the caller. */
function owner(
  uid: number,
  name: string,
  { person, caller, engine }: ContainerUserInput,
): Pick<ContainerUser, 'hostUid' | 'othersFiles'> {
  if (!engine.rootless) return { hostUid: uid, othersFiles: uid === person.uid ? null : name };
  if (uid !== 0) return { hostUid: null, othersFiles: subordinate };
  return { hostUid: caller.uid, othersFiles: person.uid === caller.uid ? null : caller.name };
}

/** The uid in the image of `NAME`, `UID`, or one of them with a group. */
function uidOf(user: string, passwd: string | null): number {
  const name = user.split(':')[0] ?? '';
  const lines = (passwd ?? '').split('\n').map((line) => line.split(':'));
  const found = lines.find((fields) => fields[0] === name && /^\d+$/.test(fields[2] ?? ''));
  if (found !== undefined) return Number(found[2]);
  if (/^\d+$/.test(name)) return Number(name);
  if (name === 'root') return 0;
  const names = lines.flatMap(([first]) => (first ? [first] : []));
  const known = names.length > 0 ? `; it knows ${names.join(', ')}` : '';
  const hint = `give \`user\` as UID:GID, or make the account in \`prep\`${known}`;
  throw new DoxError('not-found', `the image has no user "${name}"`, { hint });
}
