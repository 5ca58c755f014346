export type RenderedLine =
  | { readonly kind: 'suite'; readonly name: string }
  | {
      readonly kind: 'failed';
      readonly id: string;
      readonly message: string | null;
      readonly durationMs: number | null;
    }
  | { readonly kind: 'closing'; readonly tests: number; readonly skipped: number; readonly failures: number };

const suite = /^Test Suite ([\p{L}_][\p{L}\p{N}_.]{0,300}) started$/u;
const failed = /^ {4}[✖✗] ([\p{L}_][\p{L}\p{N}_]{0,300}(?:\(\))?), (.{1,2000})$/u;
const parallel =
  /^ {4}✖ ([\p{L}_][\p{L}\p{N}_]{0,300}[./][\p{L}\p{N}_]{1,300}(?:\(\))?) on '.{1,300}' \((\d{1,9}(?:\.\d{1,9})?) seconds\)$/u;
const closing = /^Tests (?:Failed|Passed): (\d{1,9}) failed, (\d{1,9}) skipped, (\d{1,9}) total\b/;

/**
 * What xcbeautify and xcpretty make of XCTest's lines. The name of a test is only whole together with that of its suite,
 * which stands above. Source: xcbeautify, Renderers/TerminalRenderer.swift.
 */
export function readRendered(text: string, suiteName: string | null): RenderedLine | null {
  const name = suite.exec(text)?.[1];
  if (name !== undefined) return { kind: 'suite', name };
  const one = suiteName === null ? null : failed.exec(text);
  if (one !== null) return { kind: 'failed', id: `${suiteName}.${one[1]}`, message: one[2] ?? null, durationMs: null };
  const other = parallel.exec(text);
  if (other !== null) {
    return { kind: 'failed', id: other[1] ?? '', message: null, durationMs: Math.round(Number(other[2]) * 1000) };
  }
  const counts = closing.exec(text);
  if (counts === null) return null;
  const [failures = 0, skipped = 0, tests = 0] = counts.slice(1).map(Number);
  return { kind: 'closing', tests, skipped, failures };
}
