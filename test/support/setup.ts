import { readFileSync } from 'node:fs';

/** What scripts/with-engines.sh brought up. */
export interface TestSetup {
  readonly registry: string | null;
  readonly engines: readonly TestEngine[];
  readonly plainUser: TestUser | null;
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
}

export interface TestEngine {
  readonly name: 'docker' | 'podman' | 'podman-rootless';
  readonly host: string;
  /** Who must run dox for it; null: whoever runs the tests. */
  readonly user: TestUser | null;
  /** Put before image names such as `debian:bookworm-slim`. */
  readonly prefix: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface TestUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** The engines that the tests run on. Throws where there are none: tests that meet no engine prove nothing. */
export function testSetup(): TestSetup {
  const path = process.env.DOX_TEST_SETUP;
  if (path === undefined) throw new Error('these tests need engines: run `npm test`, not vitest alone');
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Whether tests that take minutes are left to the rootful engines: rootless Podman is the same program as Podman. They are
 * named, so that nobody takes them for run there.
 */
export function isLeftToRootful({ name }: Pick<TestEngine, 'name'>, what: string): boolean {
  if (name !== 'podman-rootless') return false;
  process.stderr.write(`NOT TESTED on ${name}: ${what}, which takes long\n`);
  return true;
}

/**
 * Whether the tests that take long run too: with DOX_TEST_ENGINES=all, as in CI. Those that are left out are named, so
 * that nobody takes them for run.
 */
export function isFullTier(what: string): boolean {
  const full = process.env.DOX_TEST_ENGINES === 'all';
  if (!full) process.stderr.write(`NOT TESTED: ${what}, which takes long: DOX_TEST_ENGINES=all runs it\n`);
  return full;
}
