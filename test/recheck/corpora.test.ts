import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DiagnosticLog } from '../../src/config/diagnostic-log.ts';
import { readQueryFile } from '../../src/recheck/elastic-recheck.ts';
import type { Metadata } from '../../src/recheck/query.ts';
import type { Signature } from '../../src/recheck/signature.ts';
import { type CorpusQuery, corpora, corpusLogs, corpusQueries, corpusSignatures, isThere } from './corpora.ts';
import { bugsIn, recheckLog } from './recheck-log.ts';

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** As if every log were a console log of OpenStack's gate. */
const generous: Metadata = new Map([
  ['tags', ['console', 'console.html', 'job-output.txt']],
  ['filename', ['console.html', 'job-output.txt']],
  ['build_queue', ['gate']],
  ['build_branch', ['master']],
]);

describe.skipIf(!isThere('elastic-recheck'))("elastic-recheck's queries", () => {
  it.each(corpusQueries())('$file loads as it is', ({ file, text }) => {
    const log = new DiagnosticLog(file, text);
    expect(readQueryFile(log)).not.toBeNull();
    expect(log.diagnostics()).toEqual([]);
  });
});

describe.skipIf(!isThere('elastic-recheck') || !isThere('logs'))('no bug is named wrongly', () => {
  const logs = corpusLogs();
  const signatures = corpusSignatures();
  // none of the corpus's logs but testr-101 is of OpenStack's gate, and that one's bug is in none of these queries
  it.each([
    ['by what the logs themselves say', new Map()],
    ['even if each were a console log of the gate', generous],
  ] as const)('%s', async (_, given) => {
    const wrong: string[] = [];
    let named = 0;
    for (const { name, bytes } of logs) {
      const diagnoses = await recheckLog(bytes, signatures, given);
      for (const { cause, subject } of diagnoses) {
        if (cause.kind === 'known bug') wrong.push(`${name}: ${bugsIn(diagnoses).join(', ')}`);
        if (cause.kind === 'infrastructure') wrong.push(`${name}: ${JSON.stringify(subject)}: ${cause.reason}`);
      }
      named += bugsIn(diagnoses).length;
    }
    say(`recheck: ${named} bugs named in ${logs.length} logs by ${signatures.length} queries`);
    expect(logs.length).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });

  it('but would be, if what a query asks of the job did not count', async () => {
    const blind = signatures.map((each) => {
      const matches: typeof each.matches = (line) => each.matches(line, new Map()) !== false;
      return { ...each, matches };
    });
    const named = new Set<number>();
    for (const { bytes } of logs) for (const bug of bugsIn(await recheckLog(bytes, blind))) named.add(bug);
    // `ModuleNotFoundError` alone is in logs of pytest and unittest
    expect([...named]).toEqual([1820892]);
  });
});

interface Positive {
  readonly query: CorpusQuery;
  /** What a line of the log says if the bug was hit. */
  readonly line: string;
  /** What is known of the job. */
  readonly given: Metadata;
  readonly log: string;
  readonly bytes: Buffer;
}

interface Wanted {
  readonly phrases: readonly string[];
  readonly fields: readonly (readonly [string, string])[];
}

/**
 * The phrases and the fields that a query asks for, taken from its text by other means than dox's parser; null for those with
 * alternatives or exceptions, and for those that are meant to tell nobody.
 */
function wanted(text: string): Wanted | null {
  const { query, 'suppress-notification': silent } = parse(text);
  if (/\b(?:OR|NOT)\b/.test(query) || silent === true) return null;
  const phrase = /message:\s*"((?:[^"\\]|\\.)*)"/g;
  const phrases = [...query.matchAll(phrase)].map(([, each]) => each.replace(/\\(.)/g, '$1'));
  const rest = query.replace(phrase, '');
  const fields = [...rest.matchAll(/(\w+):\s*\(?"?([^\s"()]+)/g)].map(
    ([, name, value]) => [name, value.replaceAll('*', 'x')] as const,
  );
  return { phrases, fields };
}

/** A stamp of the line that the new one is put before, since CI systems write one before each. */
const stamp = /^\ufeff?\d{4}-\d\d-\d\d[T ][\d:.]+Z? (?:\| )?/;

function withLine(bytes: Buffer, line: string): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const at = Math.floor(lines.length / 3);
  const [before = ''] = stamp.exec(lines[at] ?? '') ?? [];
  lines.splice(at, 0, `${before}${line}`);
  return Buffer.from(lines.join('\n'), 'latin1');
}

async function positives(): Promise<readonly Positive[]> {
  const failing: { readonly name: string; readonly bytes: Buffer }[] = [];
  for (const log of corpusLogs()) {
    const { failed } = JSON.parse(readFileSync(join(corpora, 'logs', `${log.name}.expected.json`), 'utf8'));
    if (failed.length > 0) failing.push(log);
  }
  return corpusQueries().flatMap((query, index) => {
    const found = wanted(query.text);
    const log = failing[(index * 7) % failing.length];
    if (found === null || log === undefined) return [];
    const given = new Map<string, string[]>();
    for (const [name, value] of found.fields) given.set(name, [...(given.get(name) ?? []), value]);
    const line = found.phrases.join(' then ');
    return [{ query, line, given, log: log.name, bytes: withLine(log.bytes, line) }];
  });
}

describe.skipIf(!isThere('elastic-recheck') || !isThere('logs'))('a known bug', () => {
  it('is found by its own text in a real log, and not without what its query asks of the job', async () => {
    const all = await positives();
    const signatures = corpusSignatures();
    const missed: string[] = [];
    const wrong: string[] = [];
    for (const { query, line, given, log, bytes } of all) {
      const bugs = bugsIn(await recheckLog(bytes, signatures.map(forAnyTest), given));
      if (!bugs.includes(query.number)) missed.push(`${query.file} in ${log}: ${line}`);
      const others = bugs.filter((bug) => bug !== query.number && !asksFor(bug, line));
      wrong.push(...others.map((bug) => `${query.file} in ${log}: ${bug}`));
      // what a log does not say of its job is not guessed
      if (!isConsoleOnly(given))
        wrong.push(...bugsIn(await recheckLog(bytes, signatures)).map((bug) => `${log}: ${bug}`));
    }
    for (const each of missed) say(`  missed ${each}`);
    say(`recheck: ${all.length - missed.length} of ${all.length} known bugs found, ${wrong.length} named wrongly`);
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect((all.length - missed.length) / all.length).toBeGreaterThanOrEqual(0.9);
    expect(wrong).toEqual([]);
  });
});

/** The tests that a query names are OpenStack's, and in none of these logs. */
function forAnyTest(signature: Signature): Signature {
  return { ...signature, only: { ...signature.only, tests: [] } };
}

/** Logs with Zuul's stamps say themselves that they are console logs. */
function isConsoleOnly(given: Metadata): boolean {
  return [...given.keys()].every((name) => name === 'tags');
}

/** Whether all phrases of a query are in a line: it is right to name that bug too. */
function asksFor(bug: number, line: string): boolean {
  return corpusQueries().some(
    ({ number, text }) => number === bug && (wanted(text)?.phrases ?? []).every((each) => line.includes(each)),
  );
}
