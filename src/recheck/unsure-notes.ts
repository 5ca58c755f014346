import type { JobOutcome, UnsureSignature } from './diagnose.ts';
import { lineFields } from './event-fields.ts';

/** So many signatures of which too little is known are told. */
const mostUnsure = 3;

/**
 * What a person can say of the job so that the queries speak whose text is in the log, as sentences: one for each query,
 * whatever targets it is in. Of those that ask what nobody can say, what a line is besides its message, nothing is told.
 */
export function unsureNotes(outcomes: readonly JobOutcome[]): readonly string[] {
  const all = new Map<string, UnsureSignature>();
  for (const each of outcomes.flatMap(({ unsure }) => unsure)) {
    if (each.unknown.some((field) => lineFields.includes(field))) continue;
    const before = all.get(each.from) ?? each;
    all.set(each.from, { ...before, unknown: [...new Set([...before.unknown, ...each.unknown])] });
  }
  const notes = [...all.values()].slice(0, mostUnsure).map(({ from, unknown, line }) => {
    const said = unknown.map((field) => `--meta ${field}=…`).join(' ');
    return `${from} has its text in line ${line.number}, but nothing is known here of ${listed(unknown)}: ${said}`;
  });
  const more = all.size - notes.length;
  return more > 0 ? [...notes, `the same is so of ${more} more ${more === 1 ? 'signature' : 'signatures'}`] : notes;
}

function listed(names: readonly string[]): string {
  const [last = '', ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}
