export interface UserFilesInput {
  /** The image's /etc/passwd, or null if it has none. */
  readonly passwd: Uint8Array | string | null;
  /** The image's /etc/group, or null if it has none. */
  readonly group: Uint8Array | string | null;
  readonly person: {
    readonly name: string;
    readonly uid: number;
    readonly gid: number;
    /** An absolute path in the container; /home/NAME where it is missing or null. */
    readonly home?: string | null;
  };
}

export interface UserFiles {
  /** Whether one of the files differs from the image's; if not, nothing has to be put over them. */
  readonly changed: boolean;
  readonly passwd: string;
  readonly group: string;
  /** The person's name in the container. */
  readonly name: string;
  /** The person's home in the container, which need not be there. */
  readonly home: string;
}

/**
 * The account files (passwd(5), group(5)) of a container in which `whoami`, `$HOME` and `id` work for a person whom
 * its image has perhaps never heard of. An entry of the person's uid is used as it is, the first of several as
 * getpwuid(3) does, except that a home that is no folder of anyone's (`/`, `/nonexistent`, none) becomes /home/NAME.
 * Otherwise an entry is added, and one for the gid likewise, under a name that nobody in the image has. What else
 * is in the files, malformed lines included, stays.
 */
export function userFiles({ passwd, group, person }: UserFilesInput): UserFiles {
  const users = lines(passwd, 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false');
  const groups = lines(group, 'root:x:0:\nnogroup:x:65534:');
  const user = withUser(users, person);
  const newGroups = withGroup(groups, person.gid, user.name);
  return {
    changed: passwd === null || group === null || user.users !== users || newGroups !== groups,
    passwd: user.users === users && passwd !== null ? text(passwd) : joined(user.users),
    group: newGroups === groups && group !== null ? text(group) : joined(newGroups),
    name: user.name,
    home: user.home,
  };
}

interface User {
  /** The very array that was given if nothing changed. */
  readonly users: readonly string[];
  readonly name: string;
  readonly home: string;
}

function withUser(users: readonly string[], person: UserFilesInput['person']): User {
  const at = users.findIndex((line) => isEntry(line, person.uid));
  const fields = users[at]?.split(':');
  const name = fields?.[0];
  if (fields === undefined || name === undefined) {
    const added = freeName(sanitised(person.name), users);
    const home = homeOf(person.home) ?? `/home/${added}`;
    const entry = `${added}:x:${person.uid}:${person.gid}:${added}:${home}:/bin/sh`;
    return { users: [...users, entry], name: added, home };
  }
  const known = homeOf(fields[5]);
  if (known !== null) return { users, name, home: known };
  const home = homeOf(person.home) ?? `/home/${sanitised(name)}`;
  const entry = [...fields.slice(0, 5), ...Array(Math.max(0, 5 - fields.length)).fill(''), home, ...fields.slice(6)];
  return { users: users.with(at, entry.join(':')), name, home };
}

function withGroup(groups: readonly string[], gid: number, userName: string): readonly string[] {
  if (groups.some((line) => isEntry(line, gid))) return groups;
  return [...groups, `${freeName(sanitised(userName), groups)}:x:${gid}:`];
}

/** The third field of both files is the number; names with `+` or `-` in front are NIS's. */
function isEntry(line: string, id: number): boolean {
  const fields = line.split(':');
  return /^[^#+-]/.test(fields[0] ?? '') && fields[2] === String(id);
}

function homeOf(path: string | null | undefined): string | null {
  const home = (path ?? '').replace(/(.)\/+$/, '$1');
  return /^\/[^\n:]+$/.test(home) && home !== '/nonexistent' && home !== '/dev/null' ? home : null;
}

/** A name that useradd(8) accepts. */
function sanitised(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '_')
    .replace(/^[^a-z_]+/, '_')
    .slice(0, 24);
  return /[a-z0-9]/.test(plain) ? plain : 'dox';
}

function freeName(name: string, entries: readonly string[]): string {
  const taken = new Set(entries.map((line) => line.split(':')[0]));
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const other = `${name}${number}`;
    if (!taken.has(other)) return other;
  }
}

function lines(file: Uint8Array | string | null, fallback: string): readonly string[] {
  const content = file === null ? fallback : text(file);
  return content.split('\n').filter((line, index, all) => line !== '' || index < all.length - 1);
}

function joined(entries: readonly string[]): string {
  return `${entries.join('\n')}\n`;
}

function text(file: Uint8Array | string): string {
  return typeof file === 'string' ? file : new TextDecoder('utf-8').decode(file);
}
