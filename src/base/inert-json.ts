/**
 * JSON text that a terminal and a CI system only show: no control character is left in it, and no `##[`, since the runner
 * of GitHub Actions takes `##[command]` for its own anywhere in a line. Its meaning stays the same: all of these are only
 * in strings.
 */
export function inertJson(json: string): string {
  return json
    .replaceAll('##[', '#\\u0023[')
    .replace(/[\x7f-\x9f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
