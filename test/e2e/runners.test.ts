import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { splitWords } from '../../src/base/split-words.ts';
import { Project } from '../support/project.ts';
import { isFullTier, testSetup } from '../support/setup.ts';
import { runnerCases } from './runner-cases.ts';

const setup = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

interface Result {
  readonly targets: readonly {
    readonly report: { readonly failures: readonly { readonly id: string; readonly runner: string }[] };
    readonly rerun: { readonly words?: readonly string[]; readonly reason?: string } | null;
  }[];
}

// one engine is enough: what a runner prints does not depend on it
describe.each(setup.engines.slice(0, 1))('real runners in containers of $name', (engine) => {
  test.each(
    isFullTier('runners of C and C++') ? runnerCases : runnerCases.filter(({ before }) => before === undefined),
  )('$runner: what failed is named, and the line to paste runs just that', { timeout: 600_000 }, async (each) => {
    const { runner, speaks = runner, system, files, before = [], command, ids } = each;
    const config = { image: `${engine.prefix}debian:bookworm-slim`, system, commands: [...before, command] };
    const here = new Project(engine, { 'dox.yml': JSON.stringify(config), ...files });
    projects.push(here);
    const first = await here.dox(['--result-json', 'r.json']);
    expect(first.code, first.all).toBe(1);
    expect(first.all).toContain('GOOD RAN');
    const found = failuresIn(here);
    expect(found.runners, first.all).toEqual([speaks]);
    expect(found.ids, first.all).toEqual([...ids].sort());
    const line = /run again: dox (.*)/.exec(first.stdout)?.[1];
    expect(line, first.all).toBeDefined();
    const again = await here.dox(['--result-json', 'r.json', ...splitWords(line ?? '')]);
    expect(again.code, again.all).toBe(1);
    expect(again.all).not.toContain('GOOD RAN');
    expect(failuresIn(here).ids, again.all).toEqual([...ids].sort());
  });
});

function failuresIn(here: Project): { readonly runners: readonly string[]; readonly ids: readonly string[] } {
  const { targets }: Result = JSON.parse(readFileSync(join(here.path, 'r.json'), 'utf8'));
  const failures = targets[0]?.report.failures ?? [];
  return { runners: [...new Set(failures.map(({ runner }) => runner))], ids: failures.map(({ id }) => id).sort() };
}
