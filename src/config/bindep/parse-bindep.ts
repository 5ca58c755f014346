import type { Diagnostic } from '../../base/diagnostic.ts';
import { decodeText } from '../decode-text.ts';
import { DiagnosticLog } from '../diagnostic-log.ts';
import type { BindepRule } from './bindep-rule.ts';
import { readRule } from './read-rule.ts';

export interface ParsedBindep {
  readonly rules: readonly BindepRule[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a bindep.txt (or other-requirements.txt) by bindep's own grammar (bindep/depends.py), which is strict: a blank
 * is a space, nothing may follow a rule but a comment, and the last line ends too. What bindep refuses is an error here,
 * each with its place. `shown` is the name that the diagnostics show.
 */
export function parseBindep(source: string | Uint8Array, shown: string): ParsedBindep {
  const decoded = decodeText(source);
  if (!decoded.ok) {
    return { rules: [], diagnostics: [{ severity: 'error', message: `${shown} cannot be read: ${decoded.reason}` }] };
  }
  const { text } = decoded;
  const log = new DiagnosticLog(shown, text);
  if (startsWithMark(source)) {
    log.error({ start: 0, end: 1 }, 'the file begins with a byte order mark, which bindep does not read', withoutMark);
  }
  const rules: BindepRule[] = [];
  let start = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (!/^ *(?:#|$)/.test(line)) {
      const read = readRule(line);
      if (read.ok) rules.push({ ...read.rule, line: index + 1 });
      else log.error({ start: start + read.start, end: start + read.end }, read.message, read.hint);
    }
    start += line.length + 1;
  }
  const last = text.slice(text.lastIndexOf('\n') + 1);
  if (last !== '') {
    log.error({ start: text.length, end: text.length }, 'the last line does not end', 'add a line end after it');
  }
  return { rules, diagnostics: log.diagnostics() };
}

const withoutMark = 'save it as UTF-8 without one';

function startsWithMark(source: string | Uint8Array): boolean {
  if (typeof source === 'string') return source.startsWith('\ufeff');
  return source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf;
}
