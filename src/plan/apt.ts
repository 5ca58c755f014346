import { shellQuote } from '../base/shell-quote.ts';
import type { SystemPackage } from '../config/config.ts';
import { chooseVersion, compareDebianVersions, matchesVersion, newest, parseVersionSpec } from './debian-version.ts';

/** Whether it is a name that Debian Policy 5.6.1 allows, so that it can do no harm in a script. */
export function isPackageName(name: string): boolean {
  return /^[a-z0-9][a-z0-9+.-]+$/.test(name);
}

/** Marks in the output of resolveScript; no apt prints such lines. */
const mark = { noApt: 'dox:no-apt', failed: 'dox:update-failed', begin: 'dox:table', end: 'dox:end' } as const;

/** Where packages come from. */
export interface AptSource {
  /** The text of images/apt-install. */
  readonly script: string;
  /** Archives to take packages from, as images/apt-install reads them; null: the image's own sources. */
  readonly snapshot: string | null;
}

/**
 * A POSIX sh script, to be run as root in a base image, that prints which versions of the packages its archive has
 * and which are installed: read it with parseResolve. Throws RangeError for what is no package name or address.
 */
export function resolveScript(packages: readonly string[], { script, snapshot }: AptSource): string {
  const names = packages.map(checkedName);
  const list = names.join(' ');
  return `export LC_ALL=C DEBIAN_FRONTEND=noninteractive
if ! command -v apt-get >/dev/null 2>&1; then
  ID=
  test -r /etc/os-release && . /etc/os-release
  echo "${mark.noApt} \${ID:-unknown}"
  exit 0
fi
log=$(${refreshCommand({ script, snapshot })} 2>&1) || { echo "${mark.failed}"; echo "$log"; exit 0; }
echo "${mark.begin}"
table=${
    names.length === 0
      ? ''
      : `$(apt-cache madison ${list})
dpkg-query -W -f '\${Package} | \${Version} | \${Status}\\n' ${list} 2>/dev/null`
  }
echo "$table"
for name in ${list}; do
  case " $table" in *[!a-z0-9+.-]"$name |"*) continue ;; esac
  apt-cache showpkg "$name" 2>/dev/null | {
    reverse=
    while read -r provider version rest; do
      case $reverse in
        yes) echo "$name <- $provider" ;;
        *) test "$provider $version" != 'Reverse Provides:' || reverse=yes ;;
      esac
    done
  }
done
echo "${mark.end}"
`;
}

/** The shell command that refreshes apt's lists, from where packages are to come. */
export function refreshCommand({ script, snapshot }: AptSource): string {
  return `/bin/sh -c ${shellQuote(script)} apt-install ${shellQuote(snapshotWord(snapshot))}`;
}

export type Resolved =
  | {
      readonly kind: 'table';
      /** Name → versions of the archive and the installed one, newest first; no entry for what is not there. */
      readonly versions: ReadonlyMap<string, readonly string[]>;
      /** Virtual name → packages that provide it. */
      readonly providers: ReadonlyMap<string, readonly string[]>;
    }
  /** The image has no apt; its os-release(5) ID, such as `alpine`, or `unknown`. */
  | { readonly kind: 'no-apt'; readonly distribution: string }
  /** What apt-get said at the end. */
  | { readonly kind: 'update-failed'; readonly tail: string };

/** Reads what the script of resolveScript printed; lines before its marks (a shell's warnings) are passed over. */
export function parseResolve(output: string): Resolved {
  const lines = output.split(/\r?\n/);
  const noApt = lines.find((line) => line.startsWith(`${mark.noApt} `));
  if (noApt !== undefined) return { kind: 'no-apt', distribution: noApt.slice(mark.noApt.length + 1) };
  const begin = lines.indexOf(mark.begin);
  const end = lines.indexOf(mark.end);
  if (begin < 0 || end < begin) {
    const failed = lines.indexOf(mark.failed);
    const tail = lines.slice(failed + 1).filter((line) => line.trim() !== '');
    return { kind: 'update-failed', tail: tail.slice(-20).join('\n') };
  }
  const versions = new Map<string, string[]>();
  const providers = new Map<string, string[]>();
  for (const line of lines.slice(begin + 1, end)) {
    const [provided, provider] = line.split(' <- ');
    if (provided !== undefined && provider !== undefined) add(providers, provided, provider);
    // madison: `name | version | http://… bookworm/main amd64 Packages`; dpkg-query: `name | version | install ok installed`
    const [name, version, origin] = line.split('|').map((field) => field.trim());
    if (name && version && /( Packages|^\S+ ok installed)$/.test(origin ?? '')) add(versions, name, version);
  }
  for (const list of versions.values()) list.sort((a, b) => compareDebianVersions(b, a));
  return { kind: 'table', versions, providers };
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key) ?? [];
  if (!list.includes(value)) list.push(value);
  map.set(key, list);
}

/** A package whose wanted version cannot be had. */
export interface Unavailable {
  readonly package: string;
  readonly wanted: string | null;
  /** Newest first; empty if the archive has no such package. */
  readonly available: readonly string[];
  /** For a virtual package: those that provide it. */
  readonly providers: readonly string[];
}

export type Choice =
  /** Name → the exact version to install; null for a virtual package with one provider, which apt finds. */
  | { readonly ok: true; readonly exact: ReadonlyMap<string, string | null> }
  | { readonly ok: false; readonly problems: readonly Unavailable[] };

/** Picks the newest wanted version of each package, or says for all at once which cannot be had. */
export function choosePackages(
  wanted: readonly SystemPackage[],
  versions: ReadonlyMap<string, readonly string[]>,
  providers: ReadonlyMap<string, readonly string[]> = new Map(),
): Choice {
  const exact = new Map<string, string | null>();
  const problems: Unavailable[] = [];
  for (const { name, version } of wanted) {
    const available = versions.get(name) ?? [];
    const provided = providers.get(name) ?? [];
    const chosen = version === null ? newest(available) : choose(version, available);
    if (chosen !== null) exact.set(name, chosen);
    else if (version === null && provided.length === 1) exact.set(name, null);
    else problems.push({ package: name, wanted: version, available, providers: provided });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, exact };
}

/** The same wishes, each with its preferred version where that is still to be had and will do. */
export function preferVersions(
  wanted: readonly SystemPackage[],
  prefer: ReadonlyMap<string, string>,
  versions: ReadonlyMap<string, readonly string[]>,
): readonly SystemPackage[] {
  return wanted.map((each) => {
    const version = prefer.get(each.name);
    const isGood =
      version !== undefined && versions.get(each.name)?.includes(version) && satisfies(each.version, version);
    return isGood ? { ...each, version } : each;
  });
}

function choose(text: string, available: readonly string[]): string | null {
  const parsed = parseVersionSpec(text);
  return parsed.ok ? chooseVersion(parsed.spec, available) : null;
}

/**
 * The words for images/apt-install that install packages in exactly these versions (null: whatever apt takes). No
 * shell and no Dockerfile sees more in them than words. Throws RangeError for what is no name, version or address.
 */
export function installWords(exact: ReadonlyMap<string, string | null>, snapshot: string | null): readonly string[] {
  return [snapshotWord(snapshot), ...packageWords(exact)];
}

/** Packages as apt-get takes them: `name=version`, or `name`. Throws RangeError for what is no name or version. */
export function packageWords(exact: ReadonlyMap<string, string | null>): readonly string[] {
  return [...exact].map(([name, version]) =>
    version === null ? checkedName(name) : `${checkedName(name)}=${checkedVersion(version)}`,
  );
}

/** `--snapshot=`, with the addresses if there are any. */
function snapshotWord(snapshot: string | null): string {
  if (snapshot !== null && !isSnapshot(snapshot)) throw new RangeError(`"${snapshot}" is no address of an archive`);
  return `--snapshot=${snapshot ?? ''}`;
}

/** Whether it is one or more addresses of archives, `[trusted:]http://…`, separated by blanks. */
export function isSnapshot(text: string): boolean {
  return text.split(' ').every((address) => /^(trusted:)?(https?|file):\/\/[A-Za-z0-9._~:/?@%+,=&-]+$/.test(address));
}

function checkedName(name: string): string {
  if (!isPackageName(name)) throw new RangeError(`"${name}" is not the name of a Debian package`);
  return name;
}

function checkedVersion(version: string): string {
  if (!/^[A-Za-z0-9.+~:-]+$/.test(version)) throw new RangeError(`"${version}" is not a Debian version`);
  return version;
}

/** A wanted package that an image does not have as wanted. */
export interface Problem {
  readonly package: string;
  readonly wanted: string | null;
  /** Null if it is not installed. */
  readonly installed: string | null;
  /** One line for a person. */
  readonly message: string;
}

/**
 * Compares what is wanted with what dpkg says is there. A virtual package without a version is satisfied by a
 * provider, where `providers` names one; a wanted version needs the package itself.
 */
export function checkInstalled(
  wanted: readonly SystemPackage[],
  installed: ReadonlyMap<string, string>,
  providers: ReadonlyMap<string, readonly string[]> = new Map(),
): Problem[] {
  return wanted.flatMap(({ name, version }): Problem[] => {
    const has = installed.get(name) ?? null;
    if (has !== null && satisfies(version, has)) return [];
    const provided = providers.get(name) ?? [];
    if (has === null && version === null && provided.length > 0) return [];
    return [{ package: name, wanted: version, installed: has, message: problemText(name, version, has, provided) }];
  });
}

function problemText(name: string, version: string | null, has: string | null, providers: readonly string[]): string {
  const wanted = version === null ? `${name} is wanted` : `${name} ${version} is wanted`;
  if (has !== null) return `${wanted}, ${has} is installed`;
  const by = providers.length > 0 ? `; ${providers.join(', ')} provides it, which has versions of its own` : '';
  return `${wanted}, and it is not installed${by}`;
}

function satisfies(text: string | null, version: string): boolean {
  if (text === null) return true;
  const parsed = parseVersionSpec(text);
  return parsed.ok && matchesVersion(parsed.spec, version);
}
