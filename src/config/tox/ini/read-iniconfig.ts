import { IniBuilder } from './ini-builder.ts';
import type { IniReading } from './ini-file.ts';
import { isBlank, type Line, linesOf, strip, stripEnd } from './python-text.ts';
import { unexpectedLine } from './unexpected-line.ts';

/**
 * Reads INI as tox 3 does (py's iniconfig): keys are as written and begin in the first column, an indented line goes
 * on with the value, `#` and `;` begin a comment only as a line's first character (in a section's line anywhere), and
 * blank lines do not count at all.
 */
export function readIniconfig(text: string): IniReading {
  const file = new IniBuilder();
  for (const whole of linesOf(text)) {
    const line = { text: stripEnd(whole.text), offset: whole.offset };
    if (line.text === '' || isComment(line.text)) continue;
    if (line.text.startsWith('[')) {
      const name = sectionName(line.text);
      if (name === null && !file.hasValue) file.mistake(line, unexpectedLine(line.text, false));
      else if (name === null) goOn(file, line);
      else if (name === '') file.mistake(line, 'a section without a name');
      else file.section(name, line);
    } else if (isBlank(line.text[0])) {
      goOn(file, line);
    } else {
      readValue(file, line);
    }
  }
  return file.done();
}

function isComment(text: string): boolean {
  let at = 0;
  while (isBlank(text[at])) at += 1;
  return text[at] === '#' || text[at] === ';';
}

function sectionName(text: string): string | null {
  const comment = text.search(/[#;]/);
  const cut = comment < 0 ? text : stripEnd(text.slice(0, comment));
  return cut.endsWith(']') ? cut.slice(1, -1) : null;
}

function goOn(file: IniBuilder, line: Line): void {
  if (!file.hasValue) {
    file.mistake(line, 'an indented line must go on with a value, and here is none', 'begin keys in the first column');
    return;
  }
  file.dropEmptyStart();
  file.more(trimmed(line));
}

function readValue(file: IniBuilder, line: Line): void {
  if (!file.hasSection) {
    file.mistake(line, unexpectedLine(line.text, true));
    return;
  }
  const split = delimiter(line.text);
  if (split < 0) {
    file.mistake(line, unexpectedLine(line.text, false));
    file.endValue();
    return;
  }
  file.value(strip(line.text.slice(0, split)), line, trimmed(line, split + 1));
}

/** The first `=`, unless there is a `:` before it. */
function delimiter(text: string): number {
  const equals = text.indexOf('=');
  const colon = text.indexOf(':');
  return equals >= 0 && (colon < 0 || colon > equals) ? equals : colon;
}

function trimmed(line: Line, from = 0): Line {
  let start = from;
  while (isBlank(line.text[start])) start += 1;
  return { text: line.text.slice(start), offset: line.offset + start };
}
