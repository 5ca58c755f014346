import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registryAuth, registryConfig } from '../../src/engine/registry-auth.ts';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dox-auth-'));
  mkdirSync(join(home, '.docker'));
});

afterEach(() => rmSync(home, { recursive: true }));

function config(value: unknown): { readonly env: Record<string, string>; readonly home: string } {
  writeFileSync(join(home, '.docker/config.json'), typeof value === 'string' ? value : JSON.stringify(value));
  return { env: { PATH: `${home}:${process.env.PATH}` }, home };
}

function helper(name: string, script: string): void {
  writeFileSync(join(home, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

async function auth(registry: string, sources: ReturnType<typeof config>): Promise<unknown> {
  const header = await registryAuth(registry, sources);
  return header === null ? null : JSON.parse(Buffer.from(header, 'base64url').toString());
}

const basic = (text: string): { readonly auth: string } => ({ auth: Buffer.from(text).toString('base64') });

test('a login in config.json is found under the names that docker login gives', async () => {
  const sources = config({
    auths: {
      'https://index.docker.io/v1/': basic('hub:pass:with:colons'),
      'quay.io': basic('q:ü'),
      'https://old.example/v1/': basic('o:p'),
      'token.example': { identitytoken: 'abc' },
    },
  });
  expect(await auth('docker.io', sources)).toMatchObject({ username: 'hub', password: 'pass:with:colons' });
  expect(await auth('quay.io', sources)).toEqual({ username: 'q', password: 'ü', serveraddress: 'quay.io' });
  expect(await auth('old.example', sources)).toMatchObject({ username: 'o' });
  expect(await auth('token.example', sources)).toMatchObject({ identitytoken: 'abc' });
  expect(await auth('other.example', sources)).toBeNull();
});

test('helpers are asked with the registry on their input', async () => {
  helper(
    'mine',
    'read -r server; test "$1" = get && echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"of $server\\",\\"Secret\\":\\"s\\"}"',
  );
  helper('tokens', 'echo \'{"Username":"<token>","Secret":"t"}\'');
  const sources = config({ credsStore: 'mine', credHelpers: { 'gcr.example': 'tokens' } });
  expect(await auth('quay.io', sources)).toMatchObject({ username: 'of quay.io', password: 's' });
  expect(await auth('gcr.example', sources)).toMatchObject({ identitytoken: 't' });
});

test.each([
  ['knows nothing', 'echo "credentials not found in native keychain"; exit 1'],
  ['prints nonsense', 'echo nonsense'],
  ['does not read its input', 'exec <&-; exit 1'],
])('a helper that %s is no credentials', async (_, script) => {
  helper('bad', script);
  expect(await auth('quay.io', config({ credsStore: 'bad' }))).toBeNull();
});

test.each([
  ['missing helper', { credsStore: 'not-installed' }],
  ['helper name that is a path', { credsStore: '../x' }],
  ['broken file', '{"auths":'],
  ['other shapes', '[]'],
  ['auth that is none', { auths: { 'quay.io': { auth: '!!!' } } }],
])('%s: no credentials', async (_, value) => {
  expect(await auth('quay.io', config(value))).toBeNull();
});

test('a build gets all logins that the file holds', () => {
  const header = registryConfig(config({ auths: { 'quay.io': basic('a:b'), empty: {} } }));
  const value = JSON.parse(Buffer.from(header ?? '', 'base64url').toString());
  expect(value).toEqual({ 'quay.io': { username: 'a', password: 'b' } });
  expect(registryConfig(config({}))).toBeNull();
});
