/** A spec that failed, as the list at the end names it. */
export interface GinkgoEntry {
  readonly text: string;
  readonly isError: boolean;
  file: string | null;
  line: number | null;
}

const place = /^\s*(\S.{0,1000}):(\d{1,7})$/;
/** Version 1 has what broke behind the text of its container or spec, the list and version 2 before it. */
const broken =
  /^(.*) \[(It|Measurement|BeforeEach|JustBeforeEach|AfterEach|JustAfterEach|(?:Synchronized)?(?:BeforeSuite|AfterSuite))\]$/;
const named = / \[[A-Z][A-Za-z]{1,30}\] /;
const maxDepth = 100;

/**
 * Reads what a failing spec printed when it ended, below `• Failure [0.001 seconds]` (version 1: each text with its place
 * below, and an empty line) or `• [FAILED] [0.001 seconds]` (version 2: all texts in one line); null if there is no name.
 */
export function readSpec([header = '', ...lines]: readonly string[]): GinkgoEntry | null {
  const isError = /Panic|PANICKED|Timeout|TIMEDOUT|INTERRUPTED|ABORTED/.test(header);
  const [first = '', second = ''] = lines;
  if (named.test(first) && place.test(second)) return { text: first.trim(), isError, ...placeOf(second) };
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
  const last = lines.findLast((line) => place.test(line)) ?? '';
  return isNamed ? { text: texts.join(' '), isError, ...placeOf(last) } : null;
}

function placeOf(line: string): { readonly file: string | null; readonly line: number | null } {
  const found = place.exec(line);
  return { file: found?.[1] ?? null, line: found === null ? null : Number(found[2]) };
}
