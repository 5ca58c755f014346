/** What one test binary is made from: `kind` is `lib`, `doc`, `bin:NAME`, `test:NAME`, `example:NAME` or `bench:NAME`. */
export interface CargoTarget {
  readonly package: string | null;
  /** Null where cargo only names the binary. */
  readonly kind: string | null;
}

const running =
  /^\s*Running (?:unittests )?(?:(\S[^()`]{0,500}) )?\(?`?(?:[^()`]{0,1000}[\\/])?([^\\/()`\s]{1,200})-[0-9a-f]{16}(?:\.exe)?`?\)?$/;
const docTests = /^\s*Doc-tests (\S{1,200})$/;
const kinds: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[\\/])src[\\/](?:main\.rs$|bin[\\/])/, 'bin:'],
  [/(?:^|[\\/])tests[\\/]/, 'test:'],
  [/(?:^|[\\/])examples[\\/]/, 'example:'],
  [/(?:^|[\\/])benches[\\/]/, 'bench:'],
];

/** `     Running unittests src/lib.rs (target/debug/deps/demo-8348ca7a80742723)` or `   Doc-tests demo`. Source: cargo, src/cargo/ops/cargo_test.rs. */
export function readTarget(line: string): CargoTarget | null {
  const doc = docTests.exec(line)?.[1];
  if (doc !== undefined) return { package: doc, kind: 'doc' };
  const match = running.exec(line);
  const binary = match?.[2];
  if (binary === undefined) return null;
  const isUnit = line.includes('Running unittests ');
  const path = match?.[1];
  if (path === undefined) return { package: isUnit ? binary : null, kind: null };
  const kind = kinds.find(([pattern]) => pattern.test(path))?.[1];
  if (kind === undefined) return { package: isUnit ? binary : null, kind: isUnit ? 'lib' : `test:${binary}` };
  return { package: isUnit ? binary : null, kind: `${kind}${binary}` };
}

/** What cargo says to type after a target failed. */
export interface CargoHint {
  readonly package: string | null;
  readonly kind: string | null;
}

const hint = /^error: (?:doc)?test failed, to rerun pass [`'](.{1,500})[`']$/;

/** ``error: test failed, to rerun pass `-p alpha --test integ` `` */
export function readHint(line: string): CargoHint | null {
  const words = hint.exec(line)?.[1]?.split(' ');
  if (words === undefined) return null;
  const at = words.findIndex((word) => /^--(?:lib|doc|bin|test|example|bench)$/.test(word));
  const name = words[at + 1];
  const kind =
    at < 0
      ? null
      : `${words[at]?.slice(2)}${name === undefined || /^--(?:lib|doc)$/.test(words[at] ?? '') ? '' : `:${name}`}`;
  const p = words.indexOf('-p');
  return { package: p < 0 ? null : (words[p + 1] ?? null), kind };
}

/** `--test integ` for `test:integ`. */
export function targetFlags(kind: string): string {
  const at = kind.indexOf(':');
  return at < 0 ? `--${kind}` : `--${kind.slice(0, at)} ${kind.slice(at + 1)}`;
}
