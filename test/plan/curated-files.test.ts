import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { components, curatedReference } from '../../src/config/curated.ts';

const images = resolve(import.meta.dirname, '../../images');
const readme = readFileSync(resolve(images, '../README.md'), 'utf8');

test('there is a folder for each component, and no other', () => {
  const folders = readdirSync(images, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(components));
});

test("README's table of curated images is that of the components", () => {
  const rows = readme.split('\n').flatMap((line) => /^\| `dox\/.*$/.exec(line)?.[0].replace(/ {2,}/g, ' ') ?? []);
  const meant = Object.entries(components).map(([name, { description, port, releases }]) => {
    const versions = releases.map(({ version }) => version).join(', ');
    return `| \`dox/${name}\` | ${versions} | ${port ?? ''} | ${description} |`.replace('|  |', '| |');
  });
  expect(rows).toEqual(meant);
});

describe.each(Object.entries(components))('the Dockerfile of %s', (name, { port }) => {
  const text = readFileSync(resolve(images, name, 'Dockerfile'), 'utf8');
  const values = (word: string): string[] =>
    [...text.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map(([, value = '']) => value);

  test('builds without arguments what the name means without a version', () => {
    const curated = curatedReference(`dox/${name}`);
    if (!curated.ok) throw new Error(curated.message);
    const args = Object.fromEntries(values('ARG').map((each) => each.split('=', 2)));
    expect(args).toMatchObject({ BASE: curated.source.base, PACKAGE: curated.source.package, PINS: '', SNAPSHOT: '' });
    // a range of upstream's versions, so that it builds when the archive moves
    expect(args.VERSION).toMatch(/^(\d+:)?\d+(\.\d+)?\.\*$/);
    const series = args.VERSION?.replace(/^\d+:|\*$/g, '');
    expect(curated.source.spec.startsWith(series ?? '?')).toBe(true);
    expect(values('FROM')).toEqual([`${'$'}{BASE}`]);
  });

  test('a service says where it listens and how one sees that it is ready; what is none does not', () => {
    expect(values('EXPOSE')).toEqual(port === null ? [] : [String(port)]);
    expect(values('HEALTHCHECK')).toHaveLength(port === null ? 0 : 1);
    // not root, but for what tests are run in
    expect(values('USER')).toHaveLength(port === null ? 0 : 1);
  });
});
