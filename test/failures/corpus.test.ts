import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLog, reportOf } from './read-log.ts';

const folder = join(process.env.DOX_CORPORA ?? join(import.meta.dirname, '../../../shared/corpora'), 'logs');
const ours = ['unittest', 'pytest'];

/** Prefixes and encodings that only `dox report` will see through. */
const notYet: ReadonlyMap<string, string> = new Map([['zuulhtm', 'an HTML page: its characters are escaped']]);

/** Logs of other runners in which pytest or unittest really speaks, by reading them. */
const reallyThere: ReadonlyMap<string, string> = new Map([['tox-1', 'tox 3 runs pytest -q, and prints its output']]);

interface Log {
  readonly name: string;
  readonly framework: string;
  readonly ids: readonly string[];
  readonly passing: boolean;
  readonly prefix: string;
}

interface Expected {
  readonly framework: string;
  readonly ids: readonly string[];
  readonly passing?: boolean;
  readonly prefix?: string;
}

function logs(): readonly Log[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return names.map((file) => {
    const name = file.slice(0, -'.log'.length);
    const expected: Expected = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
    return { name, passing: false, prefix: '', ...expected };
  });
}

function found(log: Log, runner: string): readonly string[] {
  const report = reportOf(readLog(readFileSync(join(folder, `${log.name}.log`))), runner);
  return [...new Set(report?.failures.map(({ id }) => id))];
}

if (!existsSync(folder)) say(`corpus.test.ts: there is no ${folder}; set DOX_CORPORA to the folder that holds logs/`);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

describe.skipIf(!existsSync(folder))(`the real logs of ${folder}`, () => {
  const all = existsSync(folder) ? logs() : [];

  it.each(ours)('of %s have their failing ids found, precisely', (runner) => {
    let right = 0;
    let wanted = 0;
    let given = 0;
    const misses: string[] = [];
    for (const log of all.filter(({ framework }) => framework === runner)) {
      if (notYet.has(log.prefix)) {
        misses.push(`${log.name}: not yet covered, ${notYet.get(log.prefix)} (not counted)`);
        continue;
      }
      const ids = found(log, runner);
      const both = ids.filter((id) => log.ids.includes(id)).length;
      right += both;
      wanted += log.ids.length;
      given += ids.length;
      if (both < ids.length || both < log.ids.length) misses.push(`${log.name}: ${ids.join(', ')}`);
    }
    const [precision, recall] = [right / given, right / wanted];
    say(`${runner}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (${right} of ${wanted} ids)`);
    for (const miss of misses) say(`  ${miss}`);
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.99);
  });

  it('that pass, of any runner, give no failure', () => {
    for (const log of all.filter(({ passing }) => passing)) {
      for (const runner of ours) expect(found(log, runner), log.name).toEqual([]);
    }
  });

  it('of other runners give no failures of unittest or pytest', () => {
    for (const log of all.filter(({ framework, name }) => !ours.includes(framework) && !reallyThere.has(name))) {
      for (const runner of ours) expect(found(log, runner), log.name).toEqual([]);
    }
  });

  it('of other runners that hold pytest’s own output give what it says', () => {
    for (const log of all.filter(({ name }) => reallyThere.has(name))) {
      expect([...found(log, 'pytest')].sort(), log.name).toEqual([...log.ids].sort());
    }
  });
});
