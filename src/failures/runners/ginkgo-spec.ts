/** A spec that failed, as the list at the end names it. */
export interface GinkgoEntry {
  readonly text: string;
  readonly isError: boolean;
  file: string | null;
  line: number | null;
}

const place = /^\s*(?:In \[[A-Za-z ()]{1,40}\] at: )?(\S.{0,1000}\.go):(\d{1,7})(?: @ [\d/:. ]{1,40})?$/;
/** Version 1 has what broke behind the text of its container or spec, the list and version 2 before it. */
const broken =
  /^(.*) \[(It|Measurement|BeforeEach|JustBeforeEach|AfterEach|JustAfterEach|(?:Synchronized)?(?:BeforeSuite|AfterSuite))\]$/;
const second = /\[(?:FAILED|PANICKED!?|TIMEDOUT|INTERRUPTED|ABORTED)\] /;
const named = /(?:^| )\[[A-Z][A-Za-z ()]{1,40}\](?: |$)/;
const maxDepth = 100;

/**
 * Reads what a failing spec printed when it ended, below `• Failure [0.001 seconds]` (version 1: each text with its place
 * below, and an empty line) or `• [FAILED] [0.001 seconds]` (version 2: all texts in one line); null if there is no name.
 */
export function readSpec([header = '', ...lines]: readonly string[]): GinkgoEntry | null {
  const isError = /Panic|PANICKED|Timeout|TIMEDOUT|INTERRUPTED|ABORTED/.test(header);
  const told = second.test(header) ? textInLine(lines) : textInLines(lines);
  if (told === null) return null;
  const last = lines.findLast((line) => placeOf(line).file !== null) ?? '';
  return { text: told, isError, ...placeOf(last) };
}

function textInLine([text = '', where = '']: readonly string[]): string | null {
  return named.test(text.trim()) && place.test(where) ? text.trim() : null;
}

function textInLines(lines: readonly string[]): string | null {
  const texts: string[] = [];
  let isNamed = false;
  for (let at = 0; at < 2 * maxDepth; at += 2) {
    const [text = '', where = ''] = lines.slice(at, at + 2);
    if (text.trim() === '' && at > 0 && at < lines.length) break;
    if (!place.test(where)) return null;
    const match = broken.exec(text.trim());
    isNamed ||= match !== null;
    texts.push(match === null ? text.trim() : `[${match[2]}] ${match[1]}`);
  }
  return isNamed ? texts.join(' ') : null;
}

/** The place in `  /src/a_test.go:21`, and in version 2's `  In [It] at: /src/a_test.go:21 @ 07/19/24 13:40:28.272`. */
export function placeOf(text: string): { readonly file: string | null; readonly line: number | null } {
  const found = place.exec(text);
  return { file: found?.[1] ?? null, line: found === null ? null : Number(found[2]) };
}
