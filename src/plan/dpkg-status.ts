/** What is installed, as dpkg says. */
export interface Installed {
  /** Name → version. A second architecture of the same package is `name:arch`. */
  readonly packages: ReadonlyMap<string, string>;
  /** The same names → their architectures: `amd64`, `all`; no entry where dpkg does not say. */
  readonly architectures: ReadonlyMap<string, string>;
  /** Virtual name → installed packages that provide it. */
  readonly providers: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads dpkg's own database, `/var/lib/dpkg/status`: stanzas as in deb-control(5), those alone whose Status is
 * `installed`. It is what dpkg-query(1) shows.
 */
export function parseDpkgStatus(text: string): Installed {
  const packages = new Map<string, string>();
  const architectures = new Map<string, string>();
  const providers = new Map<string, string[]>();
  for (const stanza of text.split(/\n\n+/)) {
    const name = field(stanza, 'Package');
    const version = field(stanza, 'Version');
    if (name === null || version === null || !field(stanza, 'Status')?.endsWith(' installed')) continue;
    const architecture = field(stanza, 'Architecture');
    const key = packages.has(name) ? `${name}:${architecture}` : name;
    packages.set(key, version);
    if (architecture !== null) architectures.set(key, architecture);
    for (const virtual of providedNames(field(stanza, 'Provides') ?? '')) {
      providers.set(virtual, [...(providers.get(virtual) ?? []), name]);
    }
  }
  return { packages, architectures, providers };
}

/** `a, b (= 1.2)` → a, b. */
function providedNames(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim().split(/[\s(:]/)[0] || []);
}

function field(stanza: string, name: string): string | null {
  const at = `\n${stanza}`.indexOf(`\n${name}: `);
  if (at < 0) return null;
  const end = stanza.indexOf('\n', at);
  return stanza.slice(at + name.length + 2, end < 0 ? undefined : end).trim();
}
