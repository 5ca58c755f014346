import type { Diagnostic } from './diagnostic.ts';
import { createStyle, type Style } from './style.ts';

export interface FormatOptions {
  readonly color?: boolean;
}

/**
 * Diagnostics as a person reads them: `FILE:LINE:COLUMN: error: message`, the frame, the hint, with an empty line
 * between two of them. Ends with a line end; empty if there are none.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions = {}): string {
  const style = createStyle(options.color ?? false);
  return diagnostics.map((diagnostic) => formatOne(diagnostic, style)).join('\n');
}

function formatOne({ severity, message, place, frame, hint }: Diagnostic, style: Style): string {
  const where = place === undefined ? '' : `${style.bold(`${place.file}:${place.line}:${place.column}:`)} `;
  const label = severity === 'error' ? style.red('error:') : style.yellow('warning:');
  const lines = [`${where}${label} ${message}`];
  if (frame !== undefined) lines.push(...frame.split('\n').map((line) => `  ${line}`));
  if (hint !== undefined) lines.push(...hint.split('\n').map((line) => `  ${style.cyan(line)}`));
  return `${lines.join('\n')}\n`;
}
