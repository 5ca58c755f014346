import type { PageLog } from '../page-model.ts';
import { lineText } from './ansi.ts';
import { findLines, type Query } from './find-lines.ts';
import { unpacked } from './packed.ts';

/** A line that was found: its log, its number from 0, its text. */
export interface Found {
  readonly log: number;
  readonly line: number;
  readonly text: string;
}

export interface SearchState {
  readonly found: readonly Found[];
  /** How much has been searched, from 0 to 1. */
  readonly done: number;
  /** Whether it ended early since there is too much. */
  readonly full: boolean;
}

/** More lines are not kept: nobody goes through them. */
const mostFound = 20_000;
/** What of a found line is kept. */
const longest = 400;

/**
 * Looks for a text in all logs, a chunk at a time, and tells after each how far it has come. Between two chunks the
 * browser draws and listens; it stops when `stop` says so.
 */
export async function searchLogs(
  logs: readonly PageLog[],
  query: Query,
  tell: (state: SearchState) => void,
  stop: AbortSignal,
): Promise<void> {
  const found: Found[] = [];
  const all = logs.flatMap(({ chunks }, log) => chunks.map((chunk) => ({ log, chunk })));
  for (const [index, { log, chunk }] of all.entries()) {
    if (chunk.element === null) continue;
    const text = await unpacked(chunk.element).catch(() => '');
    await pause();
    if (stop.aborted) return;
    const lines = findLines(text, query).slice(0, mostFound - found.length);
    for (const { line, text: shown } of textsOf(text, lines))
      found.push({ log, line: chunk.first + line, text: shown });
    const full = found.length >= mostFound;
    tell({ found, done: (index + 1) / all.length, full });
    if (full) return;
  }
  if (all.length === 0 || all.at(-1)?.chunk.element === null) tell({ found, done: 1, full: false });
}

function textsOf(chunk: string, lines: readonly number[]): readonly { readonly line: number; readonly text: string }[] {
  const all = chunk.split('\n');
  return lines.map((line) => ({
    line,
    text: lineText(all[line] ?? '')
      .trim()
      .slice(0, longest),
  }));
}

/** Lets the browser do what has come up. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
