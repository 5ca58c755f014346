/** Families that bindep gives a profile of their own, by the ID of os-release(5): bindep/depends.py. */
const families: readonly (readonly [id: RegExp, profiles: readonly string[]])[] = [
  [/^(?:debian|ubuntu|raspbian|linuxmint|kali|devuan|pop)$/, ['dpkg']],
  [/^(?:centos|fedora|rhel|rocky|almalinux|ol|amzn|openeuler)$/, ['redhat', 'rpm']],
  [/^(?:opensuse.*|sles?|suse.*)$/, ['suse', 'rpm']],
  [/^alpine$/, ['apk']],
  [/^gentoo$/, ['emerge']],
  [/^(?:arch|manjaro)$/, ['pacman']],
];

/** Profiles of families that a distribution with dpkg cannot have. */
export const otherFamilies: readonly string[] = ['redhat', 'rpm', 'suse', 'apk', 'emerge', 'pacman'];

/** Whether a distribution of this name installs its packages with something else than dpkg. */
export function isWithoutDpkg(distribution: string): boolean {
  return families.some(([id, profiles]) => id.test(distribution) && !profiles.includes('dpkg'));
}

/** What an os-release(5) says, by name. */
export function readOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined) values.set(name, value.replace(/^(["'])(.*)\1$/, '$2').trim());
  }
  return values;
}

/**
 * The profiles that bindep gives a distribution by its os-release(5), such as `platform:debian`, `platform:debian-12`,
 * `platform:debian-bookworm` and `platform:dpkg`; none where there is no such file.
 */
export function platformProfiles(osRelease: string | null): readonly string[] {
  const values = readOsRelease(osRelease ?? '');
  const id = values.get('ID')?.toLowerCase() ?? '';
  if (id === '') return [];
  const version = values.get('VERSION_ID')?.toLowerCase() ?? '';
  const parts = version.split('.');
  const versions = parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  const codename = codenameOf(values);
  const names = id.startsWith('opensuse') ? ['opensuse', 'opensuseproject', id] : [id];
  const atoms = new Set(names);
  for (const name of names) for (const each of versions) atoms.add(`${name}-${each}`);
  if (codename !== '') atoms.add(`${id}-${codename}`);
  const like = values.get('ID_LIKE')?.toLowerCase().split(/\s+/) ?? [];
  const family = [id, ...like].map((each) => families.find(([known]) => known.test(each))).find(Boolean);
  for (const profile of family?.[1] ?? []) atoms.add(profile);
  return [...atoms].sort().map((atom) => `platform:${atom}`);
}

/** `bookworm`; some only have it in words, as in `VERSION="9.3 (Plow)"`. */
function codenameOf(values: ReadonlyMap<string, string>): string {
  const said = values.get('VERSION_CODENAME') ?? values.get('UBUNTU_CODENAME');
  return (said ?? /\((\D+)\)/.exec(values.get('VERSION') ?? '')?.[1] ?? '').trim().toLowerCase();
}
