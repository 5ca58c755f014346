import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Stream } from '../parser.ts';
import { Tally } from '../tally.ts';
import { SubunitBytes } from './subunit-bytes.ts';
import type { SubunitPacket } from './subunit-packet.ts';
import { SubunitTests } from './subunit-tests.ts';
import { SubunitText, textTriggers } from './subunit-text.ts';

/**
 * Streams of subunit themselves, as `stestr run --subunit` and `python -m subunit.run` print them: version 2 in packets,
 * version 1 in lines. Source: subunit's README, python/subunit/v2.py, python/subunit/__init__.py.
 */
export const subunit: Runner = { name: 'subunit', parser: () => new SubunitParser() };

class SubunitParser implements Parser {
  readonly runner = 'subunit';
  readonly triggers = textTriggers;
  readonly #tests = new SubunitTests();
  readonly #binary: Readonly<Record<Stream, SubunitBytes>> = {
    stdout: new SubunitBytes((packet) => this.#packet(packet)),
    stderr: new SubunitBytes((packet) => this.#packet(packet)),
  };
  readonly #text: Readonly<Record<Stream, SubunitText>> = {
    stdout: new SubunitText(this.#tests),
    stderr: new SubunitText(this.#tests),
  };

  bytes(chunk: Uint8Array, stream: Stream): void {
    this.#binary[stream].push(chunk);
  }

  line(line: Line): boolean {
    return this.#text[line.stream].line(line);
  }

  #packet({ testId, status, time, file }: SubunitPacket): void {
    if (testId === null) return;
    if (file !== null) this.#tests.attach(testId, file.name, file.bytes.toString('utf8'));
    if (status !== null) this.#tests.event(testId, status, time);
  }

  end(): RunnerReport | null {
    const streams = Object.values(this.#binary);
    for (const stream of streams) stream.end();
    if (!this.#tests.isThere) return null;
    const { failures, flaky, counts, warnings } = this.#tests.result();
    const broken = streams.reduce((sum, stream) => sum + stream.broken, 0);
    const lost =
      broken === 0
        ? []
        : [`${broken} ${broken === 1 ? 'packet of subunit was' : 'packets of subunit were'} not readable`];
    const tally = new Tally();
    tally.add({ failures, flaky, counts, warnings: [...warnings, ...lost] });
    // A stream of subunit has no closing line.
    return tally.report(this.runner, counts.errors === 0 && streams.every(({ isCut }) => !isCut));
  }
}
