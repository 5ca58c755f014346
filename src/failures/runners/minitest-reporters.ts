import { MinitestBlock } from './minitest-block.ts';
import type { Mark } from './minitest-run.ts';

const time = / \((\d{1,9}\.\d\d)s\)$/;
const maxLine = 2000;

/**
 * Reads what minitest-reporters' SpecReporter and ProgressReporter print while the tests run: the class on a line of its
 * own and `  test_a   FAIL (0.01s)` under it, or ` FAIL T#test_a (0.01s)`. Source: lib/minitest/reporters/ of that gem.
 */
export class ReporterLines {
  #suite: string | null = null;
  #afterBlank = true;
  #block: MinitestBlock | null = null;

  /** What failed, if the line says so. */
  add(text: string): Mark | null {
    const line = text.slice(0, maxLine).trimEnd();
    const match = line.endsWith('s)') ? time.exec(line) : null;
    if (match === null) {
      if (this.#afterBlank && line !== '' && !line.startsWith(' ')) this.#suite = line;
      this.#afterBlank = line === '';
      this.#block?.add(text);
      return null;
    }
    this.#afterBlank = false;
    this.#block = null;
    const found = readStatus(line.slice(0, match.index), this.#suite);
    if (found === null) return null;
    const kind = found.outcome;
    this.#block = new MinitestBlock({ number: null, kind }, { id: found.id, at: null }, [text]);
    return { ...found, durationMs: Math.round(Number(match[1]) * 1000), block: this.#block };
  }
}

function readStatus(line: string, suite: string | null): { id: string; outcome: 'failed' | 'error' } | null {
  for (const [word, outcome] of [
    [' FAIL', 'failed'],
    ['ERROR', 'error'],
  ] as const) {
    if (line.endsWith(word)) {
      const name = line.slice(0, -word.length).trim();
      // The gem shortens shoulda's names.
      const method = name.startsWith('test:') ? `test_: ${name.slice('test:'.length)}` : name;
      return suite === null || !method.startsWith('test') ? null : { id: `${suite}#${method}`, outcome };
    }
    const at = line.indexOf(`${word} `);
    const id = line.slice(at + word.length + 1).trim();
    if (at >= 0 && id.indexOf('#test') > 0) return { id, outcome };
  }
  return null;
}
