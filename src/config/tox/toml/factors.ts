/** The processors that a factor can name (python_discovery, KNOWN_ARCHITECTURES). */
const architectures: ReadonlySet<string> = new Set(
  'arm64 loongarch64 ppc ppc64 ppc64le riscv64 s390x sparc64 x86 x86_64'.split(' '),
);
/** What the tests run on, as far as factors can tell. */
const platform = 'linux';
const machine = 'x86_64';

/**
 * The factors that an environment has for conditions: those of its name, the platform, and the processor. Null for a
 * name that tox cannot take apart.
 */
export function envFactors(name: string): ReadonlySet<string> | null {
  const own = name.split(',').flatMap((one) => one.trim().split('-'));
  if (!own.every((factor) => /^(?:!?[\p{L}\p{N}_.*?]+)?$/u.test(factor))) return null;
  const factors = new Set(own.map((factor) => factor.replace(/^!/, '')));
  if (![...factors].some((factor) => architectures.has(factor))) factors.add(machine);
  factors.add(platform);
  return factors;
}
