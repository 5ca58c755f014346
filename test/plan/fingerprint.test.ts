import { describe, expect, it } from 'vitest';
import { differences, fingerprint } from '../../src/plan/fingerprint.ts';
import type { ServicePlan } from '../../src/plan/plan.ts';
import { targetPlan } from '../support/results.ts';

const service: ServicePlan = {
  name: 'db',
  folder: 'db',
  image: 'i2',
  env: { PASSWORD: 'sesame', USER: 'me' },
  command: null,
  user: null,
  port: 5432,
  ready: null,
  timeout: 60,
  dependsOn: [],
  init: [],
  localhost: false,
  volumes: [],
  tmpfs: {},
};
const plan = targetPlan({ env: { A: '1', TOKEN: 'sesame' }, services: [service] });
const before = fingerprint(plan, 'r');

describe('the fingerprint of a target', () => {
  it.each([
    ['a variable of another value', { env: { A: '2', TOKEN: 'sesame' } }, ['env']],
    ['a variable less', { env: { A: '1' } }, ['env']],
    ['another variable of a service', { services: [{ ...service, env: { USER: 'me' } }] }, ['services']],
    ['another image of a service', { services: [{ ...service, image: 'i3' }] }, ['services']],
    ['no service', { services: [] }, ['services']],
    ['a limit', { container: { ...plan.container, memory: 2 ** 30 } }, ['container']],
    ['a volume', { container: { ...plan.container, tmpfs: { '/tmp': '' } }, env: {} }, ['env', 'container']],
  ])('tells %s', (_, changes, parts) => {
    expect(differences(before, fingerprint({ ...plan, ...changes }, 'r'))).toEqual(parts);
  });

  it.each([
    ['the order of variables', { env: { TOKEN: 'sesame', A: '1' } }],
    ['the order in a service', { services: [{ ...service, env: { USER: 'me', PASSWORD: 'sesame' } }] }],
    ['the commands, of which only some run again', { commands: [] }],
  ])('does not look at %s', (_, changes) => {
    expect(differences(before, fingerprint({ ...plan, ...changes }, 'r'))).toEqual([]);
  });

  it('has no values, and cannot be looked up', () => {
    expect(JSON.stringify(before)).not.toContain('sesame');
    expect(fingerprint(plan, 'another run').env).not.toBe(before.env);
  });

  it('differs in all from none, which a record of an older dox has', () => {
    expect(differences(undefined, before)).toEqual(['env', 'services', 'container']);
  });
});
