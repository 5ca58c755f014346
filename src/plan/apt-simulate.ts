import { shellQuoteAll } from '../base/shell-quote.ts';
import { type AptSource, isPackageName, packageWords, refreshCommand } from './apt.ts';

const mark = { begin: 'dox:simulated', end: 'dox:simulated-end', failed: 'dox:simulation-failed' } as const;

export interface Simulation {
  readonly source: AptSource;
  /** What is asked for: name → the exact version, or null for whatever apt takes. */
  readonly exact: ReadonlyMap<string, string | null>;
  /** Versions that are to be taken where a choice is left and the archive has them. */
  readonly prefer: ReadonlyMap<string, string>;
}

/**
 * A POSIX sh script, to be run as root in a base image, that prints what installing packages there would really
 * install, with all that they pull in: read it with parseSimulation. It changes the container that it runs in.
 */
export function simulateScript({ source, exact, prefer }: Simulation): string {
  const pins = [...prefer].filter(([name, version]) => isPackageName(name) && /^[A-Za-z0-9.+~:-]+$/.test(version));
  // below 1000, so that nothing of the base is made older; above 990, so that it wins over any newer version
  const text = pins
    .map(([name, version]) => `Package: ${name}\nPin: version ${version}\nPin-Priority: 995\n`)
    .join('\n');
  return `export LC_ALL=C DEBIAN_FRONTEND=noninteractive
log=$(${refreshCommand(source)} 2>&1) || { echo "${mark.begin}"; echo "$log"; echo "${mark.failed}"; exit 0; }
cat >/etc/apt/preferences.d/dox-lock <<'END'
${text}END
echo "${mark.begin}"
apt-get -s -qq --no-install-recommends -o APT::Get::allow-downgrades=true install ${shellQuoteAll(packageWords(exact))} 2>&1 ||
  echo "${mark.failed}"
echo "${mark.end}"
`;
}

export type Simulated =
  /** Name → version of all that would be unpacked, upgrades of the base's packages among it. */
  | { readonly ok: true; readonly packages: ReadonlyMap<string, string> }
  /** What apt-get said at the end. */
  | { readonly ok: false; readonly tail: string };

/** Reads what the script of simulateScript printed. */
export function parseSimulation(output: string): Simulated {
  const lines = output.split(/\r?\n/);
  const [begin, end] = [lines.indexOf(mark.begin), lines.indexOf(mark.end)];
  const said = lines.slice(begin + 1, end < 0 ? undefined : end);
  if (begin < 0 || end < begin || said.includes(mark.failed)) {
    const tail = said.filter((line) => line.trim() !== '' && line !== mark.failed);
    return { ok: false, tail: tail.slice(-20).join('\n') };
  }
  // `Inst libc6 [2.36-9] (2.36-10 Debian:12.11/stable [amd64])`; the installed version is missing where there is none
  const found = said.flatMap((line) => {
    const [, name, version] = /^Inst (\S+) (?:\[\S+\] )?\((\S+) /.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
  return { ok: true, packages: new Map(found) };
}
