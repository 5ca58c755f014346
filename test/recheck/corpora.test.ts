import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DiagnosticLog } from '../../src/config/diagnostic-log.ts';
import { createLogReader } from '../../src/failures/log-reader.ts';
import type { Diagnosis, KnownBug } from '../../src/recheck/advice.ts';
import { readQueryFile } from '../../src/recheck/elastic-recheck.ts';
import type { Metadata } from '../../src/recheck/query.ts';
import { readRecheck } from '../../src/recheck/read-recheck.ts';
import type { Signature } from '../../src/recheck/signature.ts';
import { signatureDraft } from '../../src/recheck/signature-draft.ts';
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
  /** Where the line stands. */
  readonly place: 'in the test' | 'in the log';
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

/** A log with the places in it at which a bug shows. */
interface FailingLog {
  readonly name: string;
  readonly lines: readonly string[];
  /** In what the first failed test printed, between two lines of it; null where the log has no such lines. */
  readonly inTest: LogPlace | null;
  /** Before anything that is of a failed test. */
  readonly outside: LogPlace;
}

interface LogPlace {
  /** The index of the line that a new one is put before. */
  readonly at: number;
  /** The line that says a text, as all lines there are written. */
  readonly line: (text: string) => string;
}

/** What CI systems write before each line. */
const stamp = /^\ufeff?\d{4}-\d\d-\d\d[T ][\d:.]+Z? (?:\| )?/;

/** The excerpts of dox's reader are looked up in the log itself. Null for a log of which no test is read. */
function failingLog({ name, bytes }: { readonly name: string; readonly bytes: Buffer }): FailingLog | null {
  const reader = createLogReader();
  reader.push(bytes);
  const excerpts = reader
    .end()
    .runners.flatMap(({ failures }) => failures)
    .map(({ excerpt, message }) => {
      const encoded = (text: string): string => Buffer.from(text).toString('latin1');
      return { own: excerpt.map(encoded), all: [...excerpt, ...(message ?? '').split('\n')].map(encoded) };
    });
  const [first] = excerpts;
  if (first === undefined) return null;
  const lines = bytes.toString('latin1').split('\n');
  const isOfTest = (line: string): boolean =>
    excerpts.some(({ all }) => all.some((text) => isTelling(text) && line.includes(text)));
  const at = Math.floor(Math.max(lines.findIndex(isOfTest), 0) / 2);
  const lead = stamp.exec(lines[at] ?? '')?.[0] ?? '';
  return { name, lines, inTest: placeWithin(first.own, lines), outside: { at, line: (text) => `${lead}${text}` } };
}

function placeWithin(excerpt: readonly string[], lines: readonly string[]): LogPlace | null {
  for (let index = excerpt.length - 1; index > 0; index -= 1) {
    const [previous = '', text = ''] = excerpt.slice(index - 1);
    const [at, ...others] = isTelling(text) ? lines.flatMap((line, index) => (line.includes(text) ? [index] : [])) : [];
    if (at === undefined || others.length > 0 || !lines[at - 1]?.includes(previous)) continue;
    const [line = '', indent = ''] = [lines[at], /^\s*/.exec(text)?.[0]];
    const [before, after] = [line.slice(0, line.indexOf(text)), line.slice(line.indexOf(text) + text.length)];
    const isJson = line.startsWith('{');
    const written = (said: string): string => (isJson ? JSON.stringify(said).slice(1, -1) : said);
    return { at, line: (said) => `${before}${indent}${written(said)}${after}` };
  }
  return null;
}

function isTelling(text: string): boolean {
  return text.trim().length > 8;
}

function withLine(lines: readonly string[], { at, line }: LogPlace, text: string): Buffer {
  return Buffer.from(lines.toSpliced(at, 0, line(text)).join('\n'), 'latin1');
}

/** Queries for a console look for what tests print; others for what stands in the log of a service. */
function isOfConsole({ fields }: Wanted): boolean {
  return fields.every(([name, value]) => !/^(?:tags|filename)$/.test(name) || /console|job-output/.test(value));
}

/** Each query in a log of its own, at its place: in what a failed test printed, or, for services, outside of all of that. */
function positives(): readonly Positive[] {
  const failing = corpusLogs().flatMap((log) => {
    const { failed } = JSON.parse(readFileSync(join(corpora, 'logs', `${log.name}.expected.json`), 'utf8'));
    const read = failed.length > 0 ? failingLog(log) : null;
    return read === null ? [] : [read];
  });
  const telling = failing.filter(({ inTest }) => inTest !== null);
  return corpusQueries().flatMap((query, index): readonly Positive[] => {
    const found = wanted(query.text);
    if (found === null) return [];
    const logs = isOfConsole(found) ? telling : failing;
    const log = logs[(index * 7) % logs.length];
    if (log === undefined) return [];
    const given = new Map<string, string[]>();
    for (const [name, value] of found.fields) given.set(name, [...(given.get(name) ?? []), value]);
    const line = found.phrases.join(' then ');
    const inTest = isOfConsole(found) ? log.inTest : null;
    const bytes = withLine(log.lines, inTest ?? log.outside, line);
    return [{ query, line, given, log: log.name, bytes, place: inTest === null ? 'in the log' : 'in the test' }];
  });
}

describe.skipIf(!isThere('elastic-recheck') || !isThere('logs'))('a known bug', () => {
  it('is found by its own text at its place in a real log, and not without what its query asks of the job', async () => {
    const all = positives();
    const signatures = corpusSignatures();
    const anywhere = signatures.map(forAnyTest);
    const missed = new Map<Positive, string>();
    const wrong: string[] = [];
    for (const positive of all) {
      const { query, line, given, log, bytes, place } = positive;
      const diagnoses = await recheckLog(bytes, anywhere, given);
      const seen = placesOf(query.number, diagnoses);
      if (!seen.includes(place)) missed.set(positive, seen.length === 0 ? 'not found' : `found ${seen.join(', ')}`);
      const others = bugsIn(diagnoses).filter((bug) => bug !== query.number && !asksFor(bug, line));
      wrong.push(...others.map((bug) => `${query.file} in ${log}: ${bug}`));
      // what a log does not say of its job is not guessed
      if (!isConsoleOnly(given))
        wrong.push(...bugsIn(await recheckLog(bytes, signatures)).map((bug) => `${log}: ${bug}`));
    }
    for (const [{ query, log, line, place }, how] of missed) {
      say(`  ${query.file} ${place} ${log}: ${how}: ${line}`);
    }
    for (const place of ['in the test', 'in the log'] as const) {
      const there = all.filter((each) => each.place === place);
      const found = there.filter((each) => !missed.has(each)).length;
      say(`recheck: ${found} of ${there.length} known bugs found that show ${place}`);
      expect(there.length).toBeGreaterThan(30);
      expect(found / there.length).toBeGreaterThanOrEqual(0.9);
    }
    say(`recheck: ${all.length - missed.size} of ${all.length} known bugs found, ${wrong.length} named wrongly`);
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(wrong).toEqual([]);
  });
});

/** Where a bug is said to show itself. */
function placesOf(number: number, diagnoses: readonly Diagnosis[]): readonly KnownBug['seen'][] {
  const bugs = diagnoses.flatMap(({ cause }) => (cause.kind === 'known bug' ? cause.bugs : []));
  return [...new Set(bugs.flatMap(({ bug, seen }) => ('number' in bug && bug.number === number ? [seen] : [])))];
}

/** The tests that a query names are OpenStack's, and in none of these logs. */
function forAnyTest(signature: Signature): Signature {
  return { ...signature, only: { ...signature.only, tests: [] } };
}

/** Logs with Zuul's stamps say themselves that they are console logs. */
function isConsoleOnly(given: Metadata): boolean {
  return [...given].every(([name, values]) => /^(?:tags|filename)$/.test(name) && values.every(isOfConsoles));
}

function isOfConsoles(value: string): boolean {
  return /^(?:console|console\.html|job-output\.txt)$/.test(value);
}

/** Whether all phrases of a query are in a line: it is right to name that bug too. */
function asksFor(bug: number, line: string): boolean {
  return corpusQueries().some(
    ({ number, text }) => number === bug && (wanted(text)?.phrases ?? []).every((each) => line.includes(each)),
  );
}

describe.skipIf(!isThere('logs'))('what is proposed for recheck.yml', () => {
  it('knows the failure that it was made of, and is limited to its test', async () => {
    let drafts = 0;
    for (const { name, bytes } of corpusLogs()) {
      const reader = createLogReader();
      reader.push(bytes);
      const failures = reader.end().runners.flatMap((each) => each.failures);
      const [[failure, draft] = []] = failures.flatMap((each) => {
        const text = signatureDraft(each, null);
        return text === null ? [] : [[each, text] as const];
      });
      if (failure === undefined || draft === undefined) continue;
      drafts += 1;
      const text = `signatures:\n${draft.replace('OWNER/REPO#NUMBER', 'o/r#77')}`;
      const { file, diagnostics } = readRecheck({ text, shown: 'recheck.yml', today: '2026-01-01' });
      expect(diagnostics, name).toEqual([]);
      const diagnoses = await recheckLog(bytes, file?.signatures ?? []);
      // the clean-up of its class may be explained by it too
      const known = diagnoses.filter(({ cause }) => cause.kind === 'known bug' && cause.bugs[0].seen === 'in the test');
      const ids = known.map(({ subject }) => (subject.kind === 'test' ? subject.failure.id : null));
      expect(new Set(ids), name).toEqual(new Set([failure.id]));
      expect(bugsIn(known), name).toEqual([77]);
    }
    say(`recheck: ${drafts} signatures drafted, all of them find their failure again`);
    expect(drafts).toBeGreaterThan(100);
  });
});
