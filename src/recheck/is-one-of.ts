import { matchesWildcard } from '../base/wildcard.ts';

/** Whether a name is as one of the patterns says, or there are none. */
export function isOneOf(patterns: readonly string[], name: string | null): boolean {
  return patterns.length === 0 || (name !== null && patterns.some((pattern) => matchesWildcard(pattern, name)));
}
