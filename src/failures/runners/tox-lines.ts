/** One environment of tox's summary. */
export interface ToxEnvironment {
  readonly version: 3 | 4;
  readonly name: string;
  /** Why it failed; null if it did not. */
  readonly message: string | null;
  readonly durationMs: number | null;
}

const four =
  /^ {2}(\S{1,200}): (OK|FAIL code (-?\d{1,10})|IGNORED FAIL code -?\d{1,10}|SKIP|NOT AVAILABLE) \((\d{1,9}\.\d\d)(?:=setup\[-?[\d.]{1,20}\](?:\+cmd\[[\d.,]{0,2000}\])?)? seconds\)$/;
const three = /^(ERROR: |SKIPPED: )? {1,2}(\S{1,200}): (\S.{0,2000})$/;
const finished =
  /^(?:(\S{1,200}): (OK|FAIL|SKIP) (?:[✔✖⚠]|\[ ?(?:OK|FAIL|SKIP) ?\])|(?:[✔✖⚠] (OK|FAIL|SKIP)|\[ ?(OK|FAIL|SKIP) ?\]) (\S{1,200})) in .{0,100}seconds?$/u;

/** An environment that has ended, before the summary says so. */
export interface FinishedEnvironment {
  readonly name: string;
  readonly failed: boolean;
}

/** Reads `ERROR:   unit: commands failed` of tox 3, `  unit: FAIL code 1 (0.50=setup[0.02]+cmd[0.48] seconds)` of tox 4. */
export function readEnvironment(text: string): ToxEnvironment | null {
  const now = text.startsWith('  ') ? four.exec(text) : null;
  if (now?.[1] !== undefined) {
    const message = now[3] === undefined ? null : `exit code ${now[3]}`;
    return { version: 4, name: now[1], message, durationMs: Math.round(Number(now[4]) * 1000) };
  }
  const old = three.exec(text.trimEnd());
  if (old?.[2] === undefined || old[3] === undefined) return null;
  const message = old[1] === 'ERROR: ' ? old[3].slice(0, 400) : null;
  return { version: 3, name: old[2], message, durationMs: null };
}

/**
 * Reads `unit: FAIL ✖ in 0.47 seconds`, by which tox 4 says that an environment has ended, or
 * `✖ FAIL unit in 0.47 seconds`, by which tox 3 says it of one that ran beside others; null for any other line.
 */
export function readFinished(text: string): FinishedEnvironment | null {
  const match =
    text.length > 400 || !(text.endsWith(' seconds') || text.endsWith(' second')) ? null : finished.exec(text);
  const name = match?.[1] ?? match?.[5];
  return name === undefined ? null : { name, failed: (match?.[2] ?? match?.[3] ?? match?.[4]) === 'FAIL' };
}
