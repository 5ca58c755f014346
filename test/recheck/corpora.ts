import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DiagnosticLog } from '../../src/config/diagnostic-log.ts';
import { bugOfName, querySignature, readQueryFile } from '../../src/recheck/elastic-recheck.ts';
import type { Signature } from '../../src/recheck/signature.ts';

/** Beside the checkout, or where DOX_CORPORA says. */
export const corpora = process.env.DOX_CORPORA ?? join(import.meta.dirname, '../../../shared/corpora');

/** Whether a part of the corpora is there; says so loudly where it is not. */
export function isThere(part: string): boolean {
  const path = join(corpora, part);
  if (existsSync(path)) return true;
  process.stdout.write(`SKIPPED: there is no ${path}; set DOX_CORPORA to the folder with the corpora\n`);
  return false;
}

export interface CorpusQuery {
  /** Relative to the folder of queries. */
  readonly file: string;
  readonly number: number;
  readonly text: string;
}

/** All files of elastic-recheck's queries, live and historic. */
export function corpusQueries(): readonly CorpusQuery[] {
  const folder = join(corpora, 'elastic-recheck');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, number: bugOfName(basename(file)) ?? 0, text: readFileSync(join(folder, file), 'utf8') }));
}

/** The signatures of those that are not silent. */
export function corpusSignatures(): readonly Signature[] {
  return corpusQueries().flatMap(({ file, number, text }) => {
    const read = readQueryFile(new DiagnosticLog(file, text));
    return read === null || read.silent ? [] : [querySignature(read, number, file)];
  });
}

/** The logs by name. */
export function corpusLogs(): readonly { readonly name: string; readonly bytes: Buffer }[] {
  const folder = join(corpora, 'logs');
  const files = readdirSync(folder).filter((file) => file.endsWith('.log'));
  return files.map((file) => ({ name: file.slice(0, -'.log'.length), bytes: readFileSync(join(folder, file)) }));
}
