import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureReport } from '../failures/failure.ts';
import { createLogReader } from '../failures/log-reader.ts';
import type { History } from '../history/history.ts';
import { logPage } from '../report/html/log-page.ts';
import { noHistory, pageHistory } from '../report/html/page-history.ts';
import { runPage } from '../report/html/run-page.ts';
import { type PageAssets, writePage } from '../report/html/write-page.ts';
import type { Summary } from '../report/summary.ts';

/** The page of a run, in parts; its logs are read while it is written. Without a history, its tests have none. */
export function htmlOfRun(summary: Summary, known: History | null): AsyncGenerator<string> {
  const { run, selected: targets } = summary;
  const history = known === null ? noHistory : pageHistory(known, { run, targets });
  const open = (log: string): AsyncIterable<Uint8Array> => bytesOf(join(summary.root, log));
  return writePage(runPage(summary, { history, exists: existsSync, open }), pageAssets());
}

/** A log that the commands have removed, or whose disk was full, is empty. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  if (existsSync(path)) yield* createReadStream(path, { highWaterMark: 1024 * 1024 });
}

interface LogOrigin {
  /** As it was named. */
  readonly source: string;
  /** The folder that the log may be of. */
  readonly cwd: string;
}

interface LogHtml {
  readonly parts: AsyncGenerator<string>;
  /** What failed in it, once the parts have been read. */
  readonly report: () => FailureReport;
}

/** The page of a log, which is read once: what failed in it is known when the log is in the page. */
export function htmlOfLog(log: AsyncIterable<Uint8Array>, { source, cwd }: LogOrigin): LogHtml {
  let heard: Uint8Array[] = [];
  const reader = createLogReader({ hear: (text) => heard.push(text) });
  let report: FailureReport = { runners: [] };
  async function* open(): AsyncGenerator<Uint8Array> {
    for await (const chunk of log) {
      reader.push(chunk);
      yield* heard;
      heard = [];
    }
    report = reader.end();
    yield* heard;
  }
  const tree = { root: cwd, exists: existsSync };
  const content = () => logPage(report, { source, tree });
  return { parts: writePage({ logs: [{ name: 'log', open }], content }, pageAssets()), report: () => report };
}

/** The page's script and style: beside dist/main.js, where the build puts them. */
function pageAssets(): PageAssets {
  const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
  return { script: read('page.js'), style: read('page.css') };
}
