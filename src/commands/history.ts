import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import { inertJson } from '../base/inert-json.ts';
import type { Io } from '../base/io.ts';
import { quoted } from '../base/printable.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import type { Flags } from '../flags.ts';
import { failingTests, testsNamed } from '../history/failing-tests.ts';
import type { History } from '../history/history.ts';
import { mergeHistories } from '../history/merge-history.ts';
import { historyJson } from '../report/history-json.ts';
import { historyHead, testsText, testText } from '../report/history-text.ts';
import { changeHistoryFile, namedHistory, projectHistory, readHistoryFile } from './history-file.ts';
import { loadProject } from './load-project.ts';

/**
 * `dox history`: the tests that failed lately; with an id, or part of one, that test's runs. `dox history merge` adds
 * what the files hold to the project's history, or to that of --history.
 */
export async function history(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const [word, ...more] = words;
  if (word === 'merge') return merge(io, flags, more);
  if (more.length > 0) {
    const hint = `quote what has blanks in it: dox history '${words.join(' ')}'`;
    throw new DoxError('usage', `dox history shows one test, not ${words.length}`, { hint });
  }
  const path = await pathOf(io, flags);
  if (path === null) return ExitCode.usage;
  const found = readHistory(path, namedHistory(io, flags) !== null);
  if (word === undefined && namedHistory(io, flags) !== null && !existsSync(path) && !flags.json) {
    io.stdout.write(`no runs yet: there is no ${path}; a run of tests with --history makes it\n`);
    return ExitCode.ok;
  }
  return word === undefined ? listFailing(io, flags, found) : showTest(io, flags, { found, word });
}

/** What dox keeps for itself may be thrown away; a file that the person named may be anything. */
function readHistory(path: string, isNamed: boolean): History {
  return isNamed
    ? readHistoryFile(path)
    : readHistoryFile(path, 'that file may be deleted: dox begins a new history with the next run');
}

async function pathOf(io: Io, flags: Flags): Promise<string | null> {
  const named = namedHistory(io, flags);
  if (named !== null) return named;
  const hint =
    '--history FILE (DOX_HISTORY) names a history; or go where `dox` runs your tests: each project has its own';
  const config = await loadProject(io, flags, { elseHint: hint });
  return config === null ? null : projectHistory(io, config);
}

function listFailing(io: Io, flags: Flags, found: History): number {
  const tests = failingTests(found);
  if (flags.json) return printJson(io, found, tests);
  const options = textOptions(io, flags);
  const list = found.runs.length === 0 ? '' : testsText(tests, options);
  io.stdout.write(`${historyHead(found, options)}${list}`);
  return ExitCode.ok;
}

interface Wanted {
  readonly found: History;
  readonly word: string;
}

function showTest(io: Io, flags: Flags, { found, word }: Wanted): number {
  const tests = testsNamed(found, word);
  if (tests.length === 0) {
    const hint = 'a test is known once it has failed, or if it is named in JUnit XML among the artifacts of its target';
    throw new DoxError('not-found', `no test is known with ${quoted(word)} in its name`, { hint });
  }
  if (flags.json) return printJson(io, found, tests);
  const options = textOptions(io, flags);
  const isOne = new Set(tests.map(({ id }) => id)).size === 1;
  io.stdout.write(isOne ? tests.map((test) => testText(test, options)).join('\n') : testsText(tests, options));
  return ExitCode.ok;
}

async function merge(io: Io, flags: Flags, files: readonly string[]): Promise<number> {
  if (files.length === 0) {
    const hint = 'dox history merge a.ndjson b.ndjson --history all.ndjson';
    throw new DoxError('usage', 'dox history merge needs the files to merge', { hint });
  }
  const paths = files.map((file) => resolve(io.cwd, file));
  const missing = paths.filter((from) => !existsSync(from));
  if (missing.length > 0) throw new DoxError('not-found', `there is no ${missing.join(', no ')}`);
  const others = paths.map((from) =>
    readHistoryFile(from, 'give files that dox has written with --history, or merged'),
  );
  const path = await pathOf(io, flags);
  if (path === null) return ExitCode.usage;
  let before = 0;
  const { runs } = await changeHistoryFile(io, path, (known) => {
    before = known.runs.length;
    return mergeHistories([known, ...others]);
  });
  io.stdout.write(`${path}: ${runs.length} records, ${before} before\n`);
  return ExitCode.ok;
}

function printJson(io: Io, found: History, tests: ReturnType<typeof failingTests>): number {
  io.stdout.write(`${inertJson(JSON.stringify(historyJson(found, tests), null, 2))}\n`);
  return ExitCode.ok;
}

function textOptions(io: Io, flags: Flags): Parameters<typeof testText>[1] {
  return { style: createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true)), now: io.now() };
}
