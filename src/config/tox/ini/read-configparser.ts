import { IniBuilder } from './ini-builder.ts';
import type { IniReading } from './ini-file.ts';
import { isBlank, type Line, linesOf, strip, stripEnd } from './python-text.ts';
import { unexpectedLine } from './unexpected-line.ts';

/**
 * Reads INI as tox 4 does (Python's ConfigParser without interpolation): keys are in lower case and may be indented, a
 * line that is indented more than its key goes on with the value, whole lines of `#` and `;` are comments, and blank
 * lines stay in the value, but not at its end.
 */
export function readConfigparser(text: string): IniReading {
  const file = new IniBuilder();
  let indent = 0;
  let blanks: Line[] = [];
  for (const line of linesOf(text)) {
    const start = firstWritten(line.text);
    const written = { text: stripEnd(line.text.slice(start)), offset: line.offset + start };
    if (written.text.startsWith('#') || written.text.startsWith(';')) continue;
    if (written.text === '') {
      if (file.hasValue) blanks.push(written);
    } else if (file.hasValue && start > indent) {
      for (const blank of blanks) file.more(blank);
      blanks = [];
      file.more(written);
    } else {
      blanks = [];
      indent = start;
      readHead(file, written);
    }
  }
  return file.done();
}

function readHead(file: IniBuilder, line: Line): void {
  const close = line.text.startsWith('[') ? line.text.lastIndexOf(']') : -1;
  if (close > 1) {
    file.section(line.text.slice(1, close), line);
    return;
  }
  const split = line.text.search(/[=:]/);
  if (!file.hasSection || split < 0) {
    file.mistake(line, unexpectedLine(line.text, !file.hasSection));
    return;
  }
  const key = stripEnd(line.text.slice(0, split)).toLowerCase();
  if (key === '') {
    file.mistake(line, 'a value without a key');
    return;
  }
  let start = split + 1;
  while (isBlank(line.text[start])) start += 1;
  file.value(key, line, { text: strip(line.text.slice(start)), offset: line.offset + start });
}

function firstWritten(text: string): number {
  let start = 0;
  while (start < text.length && isBlank(text[start])) start += 1;
  return start;
}
