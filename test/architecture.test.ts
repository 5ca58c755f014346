import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../src');

/** Which folders a folder may import from, as the table in docs/architecture.md says; `.` is src itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  config: ['base'],
  failures: ['base', 'config'],
  history: ['base', 'failures'],
  recheck: ['base', 'config', 'failures', 'history'],
  trackers: ['base', 'recheck'],
  plan: ['base', 'config'],
  init: ['base', 'config', 'plan'],
  engine: ['base', 'plan'],
  run: ['base', 'config', 'failures', 'plan', 'engine'],
  report: ['base', 'config', 'failures', 'history', 'recheck', 'plan', 'run'],
  commands: [
    'base',
    'config',
    'failures',
    'history',
    'recheck',
    'trackers',
    'plan',
    'init',
    'engine',
    'run',
    'report',
    '.',
  ],
  '.': ['base', 'config', 'plan', 'commands'],
};

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gm)];
  return found.map(([, type, from, dynamic]) => ({ file, from: from ?? dynamic ?? '', typeOnly: type !== undefined }));
}

const imports = files.flatMap(importsOf);

function folderOf(path: string): string {
  const folder = relative(source, path).split('/')[0] ?? '';
  return folder.endsWith('.ts') ? '.' : folder;
}

test('imports point one way', () => {
  const wrong = imports.flatMap(({ file, from }) => {
    if (!from.startsWith('.') || from.endsWith('package.json')) return [];
    const here = folderOf(join(source, file));
    const there = folderOf(resolve(dirname(join(source, file)), from));
    return here === there || mayImport[here]?.includes(there) ? [] : [`${file} imports ${from}`];
  });
  expect(imports.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

test('one file imports dockerode', () => {
  const users = imports.filter(({ from, typeOnly }) => from === 'dockerode' && !typeOnly).map(({ file }) => file);
  expect(new Set(users).size).toBe(1);
});

test('only the process edge uses process and console', () => {
  const users = files.filter((file) => {
    const code = readFileSync(join(source, file), 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '');
    return /(?<![\w.'`/])(process|console)\.\w/.test(code);
  });
  expect(users).toEqual(['launch.ts', 'main.ts']);
});
