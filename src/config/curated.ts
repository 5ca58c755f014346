import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import type { ImageSource, SystemPackage } from './config.ts';

/** What comes before the names of images that dox itself knows how to make. */
const prefix = 'dox/';

export type DebianRelease = 'bullseye' | 'bookworm' | 'trixie';

/** What one Debian release has of a component. */
interface CuratedRelease {
  readonly release: DebianRelease;
  readonly package: string;
  /**
   * Upstream's version: whole where the release keeps it for good; only its first parts where Debian's point releases
   * follow upstream (openssl, postgresql, mariadb).
   */
  readonly version: string;
}

/** A component: images/NAME holds its Dockerfile. */
export interface Component {
  readonly description: string;
  /** Where a service listens; null for what is no service. */
  readonly port: number | null;
  /** Oldest version first. */
  readonly releases: readonly CuratedRelease[];
}

/**
 * Every component that dox knows how to make an image of. The versions are those of Debian's archive, as
 * `apt-cache madison` shows them in an image of each release.
 */
export const components: Readonly<Record<string, Component>> = {
  etcd: { description: 'key-value store', port: 2379, releases: same('etcd-server', '3.3.25', '3.4.23', '3.5.16') },
  mariadb: {
    description: 'SQL database: root without a password, database test',
    port: 3306,
    releases: same('mariadb-server', '10.5', '10.11', '11.8'),
  },
  memcached: { description: 'cache', port: 11211, releases: same('memcached', '1.6.9', '1.6.18', '1.6.38') },
  openssl: {
    description: 'the command and its libraries, no service',
    port: null,
    releases: same('openssl', '1.1.1', '3.0', '3.5'),
  },
  postgresql: {
    description: 'SQL database: postgres without a password',
    port: 5432,
    releases: [
      { release: 'bullseye', package: 'postgresql-13', version: '13' },
      { release: 'bookworm', package: 'postgresql-15', version: '15' },
      { release: 'trixie', package: 'postgresql-17', version: '17' },
    ],
  },
  python: {
    description: 'interpreter with pip and venv (2.7: virtualenv), no service',
    port: null,
    releases: [
      { release: 'bullseye', package: 'python2.7', version: '2.7.18' },
      { release: 'bullseye', package: 'python3.9', version: '3.9.2' },
      { release: 'bookworm', package: 'python3.11', version: '3.11.2' },
      { release: 'trixie', package: 'python3.13', version: '3.13.5' },
    ],
  },
  rabbitmq: {
    description: 'message broker: user guest, password guest',
    port: 5672,
    releases: same('rabbitmq-server', '3.8.9', '3.10.8', '4.0.5'),
  },
  redis: {
    description: 'data structures, in memory only',
    port: 6379,
    releases: same('redis-server', '6.0.16', '7.0.15', '8.0.2'),
  },
  zookeeper: {
    description: 'coordination service',
    port: 2181,
    releases: same('zookeeper', '3.4.13', '3.8.0', '3.9.3'),
  },
};

/** The components that tests talk to. */
export const curatedServices: readonly string[] = Object.keys(components).filter((name) => components[name]?.port);

/** One package of one name in every release. */
function same(name: string, bullseye: string, bookworm: string, trixie: string): readonly CuratedRelease[] {
  return [
    { release: 'bullseye', package: name, version: bullseye },
    { release: 'bookworm', package: name, version: bookworm },
    { release: 'trixie', package: name, version: trixie },
  ];
}

/**
 * Which release a name without a version means. It has to mean the same on every machine and with every later dox,
 * so it is no "newest": that would change what a project meets when dox learns of a release.
 */
const defaultRelease: DebianRelease = 'bookworm';

/** An image that dox makes of a component: what it is made from, all of it decided. */
export interface CuratedSource {
  readonly kind: 'curated';
  /** The component's name, which is that of its folder under images/. */
  readonly name: string;
  /** As it was asked for; null for none. */
  readonly version: string | null;
  /** The image that it is built on. */
  readonly base: string;
  readonly package: string;
  /** Which versions of the package will do: see plan/debian-version.ts. */
  readonly spec: string;
  readonly port: number | null;
}

export type Curated =
  | { readonly ok: true; readonly source: CuratedSource }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/**
 * Whether a reference names a curated image, `dox/NAME` or `dox/NAME:VERSION`. What dox has prepared or built itself,
 * `dox/PROJECT:KEY` with a key of 16 hexadecimal digits, is an image like any other.
 */
export function isCuratedReference(reference: string): boolean {
  return reference.startsWith(prefix) && !/^[^:]+:[0-9a-f]{16}$/.test(reference);
}

/** Reads `dox/NAME[:VERSION]`. */
export function curatedReference(reference: string): Curated {
  const [name = '', version] = splitOnce(reference.slice(prefix.length));
  return curatedImage(name, version ?? null);
}

/**
 * The image of a component in a version: the newest release that has it, and what that means for its package. A
 * version is compared part by part: `1.6` is 1.6.9 and 1.6.38, and not 1.60; `3.8.0-11+deb12u2` is exactly that.
 */
export function curatedImage(name: string, version: string | null): Curated {
  const component = Object.hasOwn(components, name) ? components[name] : undefined;
  if (component === undefined) {
    const names = Object.keys(components);
    const meant = closest(name, names);
    const hint = meant === null ? `there are ${names.join(', ')}` : `did you mean ${quoted(`${prefix}${meant}`)}?`;
    return { ok: false, message: `${quoted(`${prefix}${name}`)} is not an image that dox makes`, hint };
  }
  const { releases, port } = component;
  const wanted = version === null ? null : version.replace(/\.\*$/, '');
  const found =
    wanted === null
      ? releases.find(({ release }) => release === defaultRelease)
      : releases.findLast((each) => isVersion(wanted) && goTogether(each.version, wanted));
  if (found === undefined) {
    const have = releases.map((each) => `${each.version} (${each.release})`).join(', ');
    return {
      ok: false,
      message: `${quoted(version ?? '')} is no version of ${prefix}${name}`,
      hint: `to be had: ${have}`,
    };
  }
  const source: CuratedSource = {
    kind: 'curated',
    name,
    version,
    base: `debian:${found.release}-slim`,
    package: found.package,
    spec: specOf(wanted ?? found.version),
    port,
  };
  return { ok: true, source };
}

/** The package that an image is made for, where it is a curated one: it is checked like those of `system`. */
export function curatedPackages(base: ImageSource | CuratedSource): readonly SystemPackage[] {
  return base.kind === 'curated' ? [{ name: base.package, version: base.spec }] : [];
}

/** The name that a person gives it. */
export function curatedLabel({ name, version }: Pick<CuratedSource, 'name' | 'version'>): string {
  return `${prefix}${name}${version === null ? '' : `:${version}`}`;
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf(':');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** A version of a Debian package (Policy 5.6.12), without an epoch that nobody knows by heart, or with it. */
function isVersion(text: string): boolean {
  return /^(\d+:)?\d[A-Za-z0-9.+~-]*$/.test(text);
}

/** Whether one of two versions is the other's beginning, part by part; what Debian adds to upstream's does not count. */
function goTogether(has: string, wanted: string): boolean {
  const left = partsOf(has);
  const right = partsOf(wanted.replace(/^\d+:/, '').replace(/[-+~].*$/, ''));
  return left.every((part, index) => right[index] === undefined || right[index] === part);
}

/** Numbers and letters: 1.1.1w is 1, 1, 1, w. */
function partsOf(version: string): readonly string[] {
  return version.match(/\d+|[A-Za-z]+/g) ?? [];
}

/** A version that ends in a number of upstream's may have more parts; any other is whole. */
function specOf(wanted: string): string {
  return /^(\d+:)?\d+(\.\d+)*$/.test(wanted) ? `${wanted}.*` : wanted;
}
