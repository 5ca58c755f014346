import { mkdtempSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { History } from '../../src/history/history.ts';
import { noHistory, pageHistory } from '../../src/report/html/page-history.ts';
import { runPage } from '../../src/report/html/run-page.ts';
import { writePage } from '../../src/report/html/write-page.ts';
import type { Summary } from '../../src/report/summary.ts';

const dist = resolve(import.meta.dirname, '../../dist');

export interface PageParts {
  readonly history?: History;
  /** What is in the logs, by their paths. */
  readonly logs?: Readonly<Record<string, () => Iterable<string>>>;
}

/** Writes the page of a run, with the script and style as they are built; returns its path. */
export async function pageOf(summary: Summary, { history: known, logs = {} }: PageParts = {}): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'dox-page-')), 'page.html');
  async function* open(log: string): AsyncGenerator<Uint8Array> {
    for (const text of logs[log]?.() ?? []) yield Buffer.from(text);
  }
  const assets = {
    script: readFileSync(join(dist, 'page.js'), 'utf8'),
    style: readFileSync(join(dist, 'page.css'), 'utf8'),
  };
  const { run, selected: targets } = summary;
  const history = known === undefined ? noHistory : pageHistory(known, { run, targets });
  await writeFile(path, writePage(runPage(summary, { history, exists: () => true, open }), assets));
  return path;
}

/** The same text whenever it is asked for: what looks like chance is counted. */
export function* longLog(lines: number): Generator<string> {
  const colours = ['\x1b[32mPASSED\x1b[0m', '\x1b[33mWARNING\x1b[0m', 'INFO', 'DEBUG', '\x1b[1;31mERROR\x1b[0m'];
  for (let first = 0; first < lines; first += 1000) {
    let text = '';
    for (let line = first; line < Math.min(lines, first + 1000); line += 1) {
      const word = colours[(line * 7 + (line >> 3)) % (line % 97 === 0 ? 5 : 4)];
      text += `2026-11-22T10:${String(Math.floor(line / 60_000) % 60).padStart(2, '0')}:${String(Math.floor(line / 1000) % 60).padStart(2, '0')}.${String(line % 1000).padStart(3, '0')} ${word} tests/test_module_${line % 211}.py::test_case_${line} request ${((line * 2654435761) >>> 0).toString(16)}\n`;
    }
    yield text;
  }
}
