import { expect, test } from 'vitest';
import { buildVariables, declaredVariables } from '../../src/plan/build-variables.ts';
import { preparedDockerfile } from '../../src/plan/dockerfile.ts';

const env = {
  HOME: '/root',
  PIP_INDEX_URL: 'https://index.example/simple',
  PIP_FIND_LINKS: '/opt/wheels',
  https_proxy: 'http://proxy:3128',
  HTTP_PROXY: '',
  NO_PROXY: undefined,
};

test('a build has the caller’s proxies and package indexes, and nothing else of the environment', () => {
  expect(buildVariables(env)).toEqual({
    PIP_INDEX_URL: 'https://index.example/simple',
    https_proxy: 'http://proxy:3128',
  });
});

test('a Dockerfile declares those that the engine does not know by itself, by name only', () => {
  const variables = declaredVariables(buildVariables(env));
  const { files } = preparedDockerfile({ base: 'a', install: null, added: new Map(), prep: ['true'], variables });
  const text = Buffer.from(files.get('Dockerfile')?.bytes ?? []).toString('utf8');
  expect(text).toMatch(/^FROM a\nUSER 0\nARG PIP_INDEX_URL\nWORKDIR/);
  expect(text).not.toContain('proxy');
});
