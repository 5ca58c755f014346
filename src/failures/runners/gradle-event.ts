/** A test in Gradle's words: `Class > method[0]`, `Outer > Nested > test()`, `Class > method(int) > [1] 1`. */
export interface GradleName {
  readonly id: string;
  /** Null where no test class is named. */
  readonly className: string | null;
  /** True for what stands for a whole class that broke in its set-up. */
  readonly isClass: boolean;
  /** For `--tests`; null if nothing selects it alone. */
  readonly selector: string | null;
}

const maxLength = 4096;
/** The processes that run the tests, and TestNG's defaults. */
const outer = /^(?:Gradle Test (?:Run|Executor) .{0,200}|Gradle suite|Gradle test)$/;
const names = /^[\p{L}_$][\p{L}\p{N}_$.]{0,500}$/u;
const classWide: ReadonlySet<string> = new Set(['initializationError', 'executionError', 'classMethod']);

/** Karma's lines begin with one: `Chrome 90.0 (Linux x86_64) suite case c > d FAILED`. */
const browser = /^\p{Lu}[\w ]{1,60} \d[\d.]{0,30} \([^()]{1,60}\) /u;

/**
 * The test that `Class > method FAILED` names; null if it is no such line. Source: Gradle, testing-base,
 * testing/logging/TestEventLogger.java and AbstractTestLogger.java.
 */
export function readGradleEvent(line: string, verdict: 'FAILED' | 'PASSED'): GradleName | null {
  const text = line.slice(0, maxLength).trimEnd();
  if (!text.endsWith(` ${verdict}`) || /^[\s>#[(]/.test(text)) return null;
  const parts = text.slice(0, -verdict.length - 1).split(' > ');
  while (parts.length > 1 && outer.test(parts[0] ?? '')) parts.shift();
  if (parts.length === 1) return fromOne(parts[0] ?? '', line);
  // pytest's and others' ids may hold ` > ` too.
  if ((parts[0] ?? '').includes('::') || parts.some((part) => part === '')) return null;
  if (browser.test(parts[0] ?? '')) return null;
  return {
    id: parts.join('.'),
    className: parts[0] ?? null,
    isClass: classWide.has(parts.at(-1) ?? ''),
    selector: selectorOf(parts),
  };
}

/** TestNG under Gradle: `Gradle suite > Gradle test > pkg.Class.method`. */
function fromOne(name: string, line: string): GradleName | null {
  const bare = name.replace(/\[\d{1,6}\]\(.{0,2000}\)$/, '');
  const dot = bare.lastIndexOf('.');
  if (!line.startsWith('Gradle suite > ') || dot <= 0 || !names.test(bare)) return null;
  return { id: name, className: bare.slice(0, dot), isClass: false, selector: name === bare ? name : null };
}

function selectorOf(parts: readonly string[]): string | null {
  const method = parts.at(-1) ?? '';
  const classes = parts.slice(0, -1);
  // What stands between may be a parametrised method as well.
  if (!classes.every((name, index) => names.test(name) && (index === 0 || /^\p{Lu}/u.test(name)))) return null;
  const className = classes.join('$');
  if (classWide.has(method)) return className;
  const bare = method.replace(/\([\p{L}\p{N}_$., <>[\]?]{0,500}\)$/u, '');
  // A title of JUnit 5 is no name of a method, but in Kotlin and Spock that may have blanks. `method[0]` is JUnit 4's.
  return /^[\p{L}\p{N}_$ -]+(?:\[[^*]{1,2000}\])?$/u.test(bare) ? `${className}.${bare}` : null;
}
