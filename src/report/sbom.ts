import { createHash } from 'node:crypto';
import { version } from '../base/version.ts';

/** An image that targets or services run on. */
export interface SbomImage {
  /** As the configuration names it. */
  readonly label: string;
  /** What runs: a prepared image's name, or the base's. */
  readonly reference: string;
  /** `sha256:…` */
  readonly id: string;
  /** `linux/amd64` */
  readonly platform: string;
  /** What was pulled for it, `name@sha256:…`; its id where it comes from no registry. */
  readonly base: string;
  /** Targets and services that run on it. */
  readonly users: readonly string[];
  /** Name (perhaps with `:architecture`) → version. */
  readonly packages: ReadonlyMap<string, string>;
  readonly architectures: ReadonlyMap<string, string>;
  /** The text of os-release(5), or null. */
  readonly osRelease: string | null;
}

export interface SbomInput {
  readonly project: string;
  readonly images: readonly SbomImage[];
  /** RFC 3339: the time that the list is about. */
  readonly timestamp: string;
}

interface Component {
  readonly type: 'application' | 'container' | 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/**
 * What targets run on, as CycloneDX 1.6 in JSON (https://cyclonedx.org/docs/1.6/json/, ECMA-424): images, the images
 * that they are made of, and their packages. The same images give the same bytes.
 */
export function sbomJson({ project, images, timestamp }: SbomInput): string {
  const components = new Map<string, Component>();
  const dependencies = new Map<string, Set<string>>();
  const add = (component: Component, user: string): string => {
    const ref = component['bom-ref'];
    components.set(ref, component);
    dependencies.set(ref, dependencies.get(ref) ?? new Set());
    dependencies.set(user, (dependencies.get(user) ?? new Set()).add(ref));
    return ref;
  };
  const root: Component = { type: 'application', 'bom-ref': `dox:${project}`, name: project };
  dependencies.set(root['bom-ref'], new Set());
  for (const image of distinct(images)) {
    const ref = add(imageComponent(image), root['bom-ref']);
    if (image.base !== image.id) add(baseComponent(image), ref);
    for (const component of packageComponents(image)) add(component, ref);
  }
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp,
      tools: { components: [{ type: 'application', name: 'dox', version }] },
      component: root,
    },
    components: sorted(components).map(([, component]) => component),
    dependencies: sorted(dependencies).map(([ref, on]) => ({ ref, dependsOn: [...on].sort() })),
  };
  return `${JSON.stringify({ ...bom, serialNumber: serialNumber(JSON.stringify(bom)) }, null, 2)}\n`;
}

/** Each image once, with all its users. */
function distinct(images: readonly SbomImage[]): readonly SbomImage[] {
  const found = new Map<string, SbomImage>();
  for (const image of images) {
    const users = new Set([...(found.get(image.id)?.users ?? []), ...image.users]);
    found.set(image.id, { ...image, users: [...users].sort() });
  }
  return [...found.values()];
}

function imageComponent({ label, reference, id, platform, users, packages }: SbomImage): Component {
  const properties = [
    ...users.map((value) => ({ name: 'dox:runs', value })),
    { name: 'dox:image', value: label },
    { name: 'dox:platform', value: platform },
    ...(packages.size === 0 ? [{ name: 'dox:packages', value: 'unknown: there is no dpkg database' }] : []),
  ];
  return { type: 'container', 'bom-ref': `dox:image/${id}`, name: reference, version: id, properties };
}

function baseComponent({ base, platform }: SbomImage): Component {
  const [name = '', digest] = base.split('@');
  const described = { type: 'container', name, version: digest ?? '' } as const;
  if (digest === undefined) return { type: 'container', 'bom-ref': `dox:image/${base}`, name: base };
  const purl = ociPurl(name, digest, platform);
  return { ...described, 'bom-ref': purl, purl };
}

/** https://github.com/package-url/purl-spec, type `oci`. */
function ociPurl(name: string, digest: string, platform: string): string {
  const short = name.split('/').at(-1) ?? name;
  const arch = platform.split('/')[1] ?? '';
  const qualifiers = `arch=${encoded(arch)}&repository_url=${encoded(fullName(name))}`;
  return `pkg:oci/${encoded(short)}@${encoded(digest)}?${qualifiers}`;
}

/** `debian` is `docker.io/library/debian`. */
function fullName(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) return name;
  return `docker.io/${rest.length === 0 ? 'library/' : ''}${name}`;
}

/** https://github.com/package-url/purl-spec, type `deb`. */
function packageComponents({ packages, architectures, osRelease }: SbomImage): readonly Component[] {
  const id = osReleaseField(osRelease, 'ID') ?? 'debian';
  const release = osReleaseField(osRelease, 'VERSION_ID');
  return [...packages].map(([key, packageVersion]) => {
    const name = key.replace(/:.*$/, '');
    const arch = architectures.get(key);
    const qualifiers = [
      ...(arch === undefined ? [] : [`arch=${encoded(arch)}`]),
      `distro=${encoded(release === null ? id : `${id}-${release}`)}`,
    ];
    const purl = `pkg:deb/${encoded(id)}/${encoded(name)}@${encoded(packageVersion)}?${qualifiers.join('&')}`;
    return { type: 'library', 'bom-ref': purl, name, version: packageVersion, purl };
  });
}

function osReleaseField(text: string | null, name: string): string | null {
  const value = text
    ?.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1]
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  return value === undefined || value === '' ? null : value;
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/');
}

/** A UUID of version 8 (RFC 9562) made of the content, so that the same content has the same number. */
function serialNumber(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}
