/** Where in a file something is: 1-based line and column, as editors count them. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * A mistake of the user's (or a warning), as a value: what is wrong, where, and what to do next.
 * `frame` is the few source lines around the place with the spot underlined, ready to print.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly place?: Place;
  readonly frame?: string;
  readonly hint?: string;
}

/** True if any of the diagnostics forbids going on. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}
