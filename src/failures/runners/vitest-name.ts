import { type Failure, makeFailure } from '../failure.ts';

/** What vitest prints behind ` FAIL `: `|project| src/a.test.ts > suite > title`. */
export interface VitestName {
  readonly project: string | null;
  readonly file: string;
  /** With `includeTaskLocation`, where the test begins. */
  readonly line: number | null;
  /** What is behind the file: suites and the title; empty for the file as a whole. */
  readonly titles: string;
}

const separator = ' > ';
const location = /:(\d{1,9}):\d{1,9}$/;
const bar = /^\|([^|]{1,200})\| (.*)$/;
const maxProject = 200;

/** Reads a name (vitest, reporters/base.ts, printTaskErrors); with colours a project is a badge with blanks around it. */
export function readName(text: string): VitestName | null {
  const [project, behind] = splitProject(text);
  const rest = behind.trimEnd();
  if (rest === '' || rest.startsWith(' ')) return null;
  const whole = wholeFile(rest);
  const at = rest.indexOf(separator);
  const place = whole ?? (at < 0 ? rest : rest.slice(0, at));
  const match = location.exec(place);
  return {
    project,
    file: match === null ? place : place.slice(0, match.index),
    line: match === null ? null : Number(match[1]),
    titles: whole !== null || at < 0 ? '' : rest.slice(at + separator.length),
  };
}

function splitProject(text: string): readonly [string | null, string] {
  const match = bar.exec(text);
  if (match?.[1] !== undefined) return [match[1], match[2] ?? ''];
  const end = text.startsWith(' ') ? text.indexOf('  ', 1) : -1;
  return end > 1 && end <= maxProject ? [text.slice(1, end), text.slice(end + 2)] : [null, text];
}

/** `src/a.test.ts [ src/a.test.ts ]` is a file that could not be loaded. */
function wholeFile(text: string): string | null {
  const at = text.endsWith(' ]') ? text.indexOf(' [ ') : -1;
  return at < 0 ? null : text.slice(0, at);
}

/** The failure of that name. A suite is one whose hook broke. */
export function failureOf(name: VitestName, kind: 'suite' | 'test', more: Partial<Failure>): Failure {
  const prefix = name.project === null ? '' : `|${name.project}| `;
  const id = name.titles === '' ? `${prefix}${name.file}` : `${prefix}${name.file}${separator}${name.titles}`;
  const known = { id, runner: 'vitest', file: name.file, line: name.line, ...more };
  if (name.titles === '') return makeFailure({ ...known, outcome: 'error', unit: 'module' });
  return kind === 'test' ? makeFailure(known) : makeFailure({ ...known, outcome: 'error', unit: 'suite' });
}
