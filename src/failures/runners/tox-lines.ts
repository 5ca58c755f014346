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
const three = /^(ERROR: |SKIPPED: ) {1,2}(\S{1,200}): (\S.{0,2000})$/;
const threePassed = /^ {2}(\S{1,200}): (?:commands succeeded|ignored failed command|skipped tests)$/;
const finishedFour =
  /^(\S{1,200}): (OK|FAIL|SKIP) [✔✖⚠+!?] in (?:\d{1,9} (?:day|hour|minute)s? ){0,3}\d{1,9}(?:\.\d\d?)? seconds?$/u;
const finishedThree =
  /^(?:[✔✖⚠] (OK|FAIL|SKIP)|\[( OK |FAIL|SKIP)\]) (\S{1,200}) in (?:\d{1,9} (?:year|month|day|hour|minute)s?, ){0,5}\d{1,9}\.\d{1,20} seconds?$/u;
/** tox 3 says what it does with an environment: `unit run-test: commands[0] | pytest`. */
const actedThree =
  /^(\S{1,200}) (?:create|recreate|installdeps|installed|develop-inst|inst|inst-nodeps|run-test-pre|run-test|run-test-post): /;
const logEnd = /^={3,} log end ={3,}$/;

/**
 * tox 4 says so above what a command prints, or below where it printed to both streams: `unit: exit 1 (0.44 seconds) …`.
 */
export const commanded = /^(\S{1,200}): (?:commands\[\d{1,6}\]> |exit -?\d{1,10} \()/;

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
  const passed = threePassed.exec(text.trimEnd())?.[1];
  if (passed !== undefined) return { version: 3, name: passed, message: null, durationMs: null };
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
  if (text.length > 400 || !(text.endsWith(' seconds') || text.endsWith(' second'))) return null;
  const four = finishedFour.exec(text);
  if (four?.[1] !== undefined) return { name: four[1], failed: four[2] === 'FAIL' };
  const three = finishedThree.exec(text);
  return three?.[3] === undefined ? null : { name: three[3], failed: (three[1] ?? three[2]) === 'FAIL' };
}

/** True for a line that only tox prints beside the one by which this environment has ended. */
export function isAboutEnvironment(text: string, name: string): boolean {
  const line = text.slice(0, 400);
  return (commanded.exec(line) ?? actedThree.exec(line))?.[1] === name || logEnd.test(line);
}
