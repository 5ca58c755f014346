import { printable } from '../base/printable.ts';
import type { Style } from '../base/style.ts';
import type { Failure } from '../failures/failure.ts';
import { hostPlace } from '../failures/host-path.ts';
import type { Advice, BugDraft, Cause, Diagnosis, KnownBug } from '../recheck/advice.ts';
import type { NumberedLine } from '../recheck/log-scanner.ts';
import type { BugHit } from '../recheck/tracker.ts';
import { containerRoot } from '../run/target-folder.ts';
import { shortened } from './plain-text.ts';

interface TextOptions {
  readonly style: Style;
  /** The folder that the failures may be of. */
  readonly cwd: string;
  /** Tells whether there is such a path. */
  readonly exists: (path: string) => boolean;
}

/** How many failures are shown, and of how many a report to paste; `--json` has them all. */
const listed = 50;
const drafted = 1;
const widest = 200;

/** Why each failure failed, and then the answer, for a person: its last line is what to type, or why there is nothing to type. */
export function adviceText(advice: Advice, options: TextOptions): string {
  const { diagnoses, justified, why, type, typeIfKnown, notes } = advice;
  const { style } = options;
  const lines = diagnoses.slice(0, listed).flatMap((each) => diagnosisLines(each, options));
  if (diagnoses.length > listed) lines.push(style.dim(`and ${diagnoses.length - listed} more`));
  const drafts = diagnoses.flatMap(({ cause }) =>
    cause.kind === 'unknown' && cause.draft !== null ? [cause.draft] : [],
  );
  for (const draft of drafts.slice(0, drafted)) lines.push('', ...draftLines(draft, style));
  const [signature] = drafts.flatMap((draft) => (draft.signature === null ? [] : [draft.signature]));
  if (drafts.length > drafted) lines.push('', style.dim(`--json has a report for each of the ${drafts.length}`));
  if (signature !== undefined) lines.push('', ...signatureLines(signature, typeIfKnown, style));
  const told = notes.map((note) => `${style.yellow('note:')} ${printable(note)}`);
  lines.push(...(lines.length > 0 ? [''] : []), ...told, (justified ? style.green : style.red)(printable(why)));
  if (type !== null) lines.push(style.bold(printable(type)));
  return `${lines.join('\n')}\n`;
}

function diagnosisLines(diagnosis: Diagnosis, options: TextOptions): readonly string[] {
  const { subject, job, cause, history, candidates } = diagnosis;
  const { style } = options;
  const where = job === null ? '' : style.dim(` in ${printable(job)}`);
  const more = [
    ...causeLines(cause, style),
    ...(history === null || isByHistory(cause) ? [] : [`history: ${printable(history)}`]),
    ...candidates.map((hit) => candidateLine(hit, style)),
  ];
  const head =
    subject.kind === 'job'
      ? [`${style.red('FAIL')} ${style.bold(cut(subject.what))}${where}`]
      : failureLines(subject.failure, where, options);
  return [...head, ...more.map((line) => `  ${line}`)];
}

function failureLines(failure: Failure, where: string, { style, cwd, exists }: TextOptions): readonly string[] {
  const word = failure.outcome === 'error' ? 'ERROR' : 'FAIL';
  const place = hostPlace(failure, { containerRoot, hostRoot: cwd, exists });
  return [
    `${style.red(word)} ${style.bold(cut(failure.id.replaceAll('\n', '\\n')))}${where}`,
    ...(failure.message === null ? [] : [`  ${cut(failure.message.split('\n')[0] ?? '')}`]),
    ...(place === null ? [] : [`  ${style.dim(place)}`]),
  ];
}

function causeLines(cause: Cause, style: Style): readonly string[] {
  switch (cause.kind) {
    case 'known bug':
      return cause.bugs.flatMap((bug) => bugLines(bug, style));
    case 'likely flaky':
      return [`${style.yellow('likely flaky:')} ${cut(cause.reason)}`];
    case 'infrastructure':
      return [`${style.yellow('infrastructure:')} ${cut(cause.reason)}`, ...shownLines(cause.lines, style)];
    case 'real':
      return [`${style.red('real:')} ${cut(cause.reason)}`];
    case 'unknown':
      return [
        style.red('unknown'),
        ...cause.searches.map(({ by, url }) => `search by its ${by === 'test' ? 'name' : by}: ${printable(url)}`),
      ];
  }
}

function isByHistory(cause: Cause): boolean {
  return 'byHistory' in cause;
}

function bugLines(
  { bug, name, note, from, resolvedAt, seen, before, lines }: KnownBug,
  style: Style,
): readonly string[] {
  const word = bug.kind === 'link' ? '' : `${bug.number}, `;
  return [
    `${style.green('known bug:')} ${word}${cut(name)} ${style.dim(`(${printable(from)})`)}`,
    `  ${printable(bug.url)}`,
    ...shownLines(lines, style, shownBy[seen]),
    ...(before === null ? [] : [`  in the errors of ${before.runs} of the last ${before.of} runs here`]),
    ...(resolvedAt === null ? [] : [`  it was closed: ${cut(resolvedAt)}`]),
    ...(note === null ? [] : [`  note: ${cut(note)}`]),
  ];
}

const shownBy = {
  'in the test': '',
  'in a test of it': ', of a test of this class',
  'in the log': ', elsewhere in the log',
} as const;

function shownLines(lines: readonly NumberedLine[], style: Style, where = ''): readonly string[] {
  const [first] = lines;
  if (first === undefined) return [];
  return [style.dim(`  ${first.number === 0 ? 'it says' : `line ${first.number}${where}`}: ${cut(first.text.trim())}`)];
}

function candidateLine({ bug, title, status }: BugHit, style: Style): string {
  return `${style.cyan('may be:')} ${bug.kind === 'link' ? printable(bug.url) : bug.number}, ${cut(title)} (${printable(status)}) ${style.dim(printable(bug.url))}`;
}

function draftLines({ title, text, url }: BugDraft, style: Style): readonly string[] {
  return [
    `${style.cyan('a report to paste:')}${url === null ? '' : ` ${style.dim(printable(url))}`}`,
    `  ${printable(title)}`,
    '',
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${printable(line)}`.trimEnd()),
  ];
}

/** What a person does who has found the bug. */
function signatureLines(signature: string, type: string | null, style: Style): readonly string[] {
  const typed = type === null ? '' : ` type \`${printable(type)}\`, and`;
  return [
    `${style.cyan('if it is a known bug:')}${typed} put this below "signatures:" in recheck.yml for the next time`,
    ...signature
      .trimEnd()
      .split('\n')
      .map((line) => `  ${printable(line)}`),
  ];
}

function cut(text: string): string {
  return shortened(printable(text), widest);
}
