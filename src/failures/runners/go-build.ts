import type { Failure } from '../failure.ts';
import { GoOutput } from './go-test.ts';

const maxPackages = 500;
const header = /^# (\S{1,400})(?: \[(\S{1,400}?)(?:\.test)?\])?$/;

/** What the compiler said about each package; it says it on another stream than the tests. */
export class GoBuilds {
  readonly #outputs = new Map<string, GoOutput>();

  /** Opens what follows `# example.com/pkg [example.com/pkg.test]`; null if the line is no such header. */
  open(text: string): GoOutput | null {
    const match = header.exec(text.slice(0, 1000).trimEnd());
    return match === null ? null : this.of(match[2] ?? match[1] ?? '');
  }

  of(pkg: string): GoOutput {
    const output = this.#outputs.get(pkg) ?? new GoOutput('first');
    if (this.#outputs.size < maxPackages) this.#outputs.set(pkg, output);
    return output;
  }

  /** If only one thing could not be built, others that failed need it. */
  describe(pkg: string): Partial<Failure> {
    const [only] = this.#outputs.values();
    const output = this.#outputs.get(pkg) ?? (this.#outputs.size === 1 ? only : undefined);
    return output === undefined ? { message: 'it could not be built' } : output.describe();
  }
}
