import type { JobOutcome } from './diagnose.ts';

/** So many signatures of which too little is known are told. */
const mostUnsure = 3;

/** What a person can say of the job so that the queries speak whose text is in the log, as sentences. */
export function unsureNotes(outcomes: readonly JobOutcome[]): readonly string[] {
  const all = outcomes.flatMap(({ unsure }) => unsure);
  const notes = all.slice(0, mostUnsure).map(({ from, unknown, line }) => {
    const said = unknown.map((field) => `--meta ${field}=…`).join(' ');
    return `${from} has its text in line ${line.number}, but nothing is known here of ${unknown.join(' and ')}: ${said}`;
  });
  const more = all.length - notes.length;
  return more > 0 ? [...notes, `the same is so of ${more} more signatures`] : notes;
}
