import type { Counts } from '../failure.ts';

/** A line under `Failed examples:`. */
export interface Listed {
  /** `./spec/a_spec.rb:24`, or `./spec/a_spec.rb[1:3:2]` where several examples begin on one line. */
  readonly id: string;
  readonly title: string;
}

const command = 'rspec ';
const maxLength = 4000;
const maxTries = 50;

/**
 * Reads `rspec ./spec/a_spec.rb:24 # title` (rspec-core, notifications.rb, colorized_rerun_commands). A path may hold
 * blanks, and an id is quoted for shells that would take its brackets for a pattern.
 */
export function readListed(text: string): Listed | null {
  if (!text.startsWith(command)) return null;
  const rest = text.slice(command.length, maxLength);
  const quoted = rest.startsWith("'") ? rest.indexOf("' #") : -1;
  if (quoted > 0) return { id: rest.slice(1, quoted).replaceAll("\\'", "'"), title: rest.slice(quoted + 3).trim() };
  let end = rest.indexOf(' #');
  for (let tries = 0; end >= 0 && tries < maxTries; tries += 1) {
    if (isPlace(rest.slice(0, end))) return { id: rest.slice(0, end), title: rest.slice(end + 2).trim() };
    end = rest.indexOf(' #', end + 1);
  }
  const alone = rest.trimEnd();
  return isPlace(alone) ? { id: alone, title: '' } : null;
}

function isPlace(text: string): boolean {
  if (text.endsWith(']')) {
    const bracket = text.lastIndexOf('[');
    return bracket > 0 && /^\d[\d:]{0,300}$/.test(text.slice(bracket + 1, -1));
  }
  const colon = text.lastIndexOf(':');
  return colon > 0 && /^\d{1,9}$/.test(text.slice(colon + 1));
}

const totals =
  /^(\d{1,9}) examples?, (\d{1,9}) failures?(?:, (\d{1,9}) pending)?(?:, (\d{1,9}) errors? occurred outside of examples)?$/;

/** Reads `12 examples, 8 failures, 2 pending, 1 error occurred outside of examples`. */
export function readTotals(text: string): Counts | null {
  const match = text.length > 200 ? null : totals.exec(text.trim());
  if (match === null) return null;
  const [, examples, failed, pending, errors] = match.map(Number);
  const skipped = pending || 0;
  return { ran: (examples ?? 0) - skipped, failed: failed ?? 0, errors: errors || 0, skipped };
}
