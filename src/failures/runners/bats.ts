import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { TapPart, tapTriggers } from './tap-part.ts';

const mark = ' ✗ ';
const progress = /^\d{1,9}\/\d{1,9}(?: in \d{1,9} sec)?$/;
const timing = /^\[(\d{0,9})(?: \(timeout: .{1,40}\)|timeout: .{1,40})?\]$/;
const closing =
  /^(\d{1,9}) tests?, (\d{1,9}) failures?(?:, (\d{1,9}) skipped)?(?:, (\d{1,9}) timed out)?(?:, (\d{1,9}) not run)?(?: in \d{1,9} seconds)?$/;
const place = /in (?:test )?file (.{1,400}), line (\d{1,9})\)$/;
const maxLine = 4000;
const maxLines = 60;
const maxIdle = 1000;
const maxItems = 10_000;

/**
 * bats-core, its formatters pretty, tap and tap13; pretty moves the cursor, so that a test stands twice in a line.
 * Source: libexec/bats-core/bats-format-pretty and bats-exec-test.
 */
export const bats: Runner = perStream('bats', {
  triggers: [{ end: '.bats' }, ...tapTriggers],
  part: (tally) => new BatsPart(tally),
});

interface Item {
  readonly name: string;
  readonly durationMs: number | null;
  readonly excerpt: Excerpt;
  message: string | null;
  file: string | null;
  line: number | null;
  lines: number;
}

class BatsPart implements StreamPart {
  readonly #tally: Tally;
  readonly #tap: TapPart;
  #items: Item[] = [];
  #open = false;
  #idle = 0;
  #last: boolean | null = null;

  constructor(tally: Tally) {
    this.#tally = tally;
    this.#tap = new TapPart(tally, 'bats');
  }

  line(line: Line): boolean {
    const more = this.#tap.line(line);
    return (line.whole && this.#pretty(line.text.slice(0, maxLine).trimEnd())) || more;
  }

  #pretty(text: string): boolean {
    this.#idle += 1;
    if (text.endsWith('.bats') && !text.startsWith(' ')) {
      this.#open = true;
      this.#idle = 0;
      return true;
    }
    if (!this.#open) return false;
    const name = failedName(text);
    if (name !== null) this.#add(name);
    else if (text.includes(' ✓ ') || text.includes(' - ')) this.#idle = 0;
    else if (!this.#closing(text)) this.#detail(text);
    return this.#open && this.#idle < maxIdle;
  }

  #add(told: string): void {
    this.#idle = 0;
    const at = told.lastIndexOf(' [');
    const took = at < 0 ? null : timing.exec(told.slice(at + 1, at + 100));
    const name = took === null ? told : told.slice(0, at);
    const durationMs = took?.[1] === undefined || took[1] === '' ? null : Number(took[1]);
    if (this.#items.length >= maxItems) return;
    this.#items.push({ name, durationMs, excerpt: new Excerpt(), message: null, file: null, line: null, lines: 0 });
  }

  #detail(text: string): void {
    const item = this.#items.at(-1);
    if (item === undefined || !text.startsWith('   ') || item.lines >= maxLines) return;
    item.lines += 1;
    const told = text.slice(3);
    item.excerpt.add(told);
    const found = item.file === null ? place.exec(told.slice(0, 1000)) : null;
    if (found?.[1] !== undefined) {
      item.file = found[1];
      item.line = Number(found[2]);
    } else item.message ??= told.trim();
  }

  #closing(text: string): boolean {
    const found = closing.exec(text.slice(0, 200));
    if (found === null) return false;
    const [tests, failed, skipped, late, left] = found.slice(1, 6).map((each) => Number(each ?? 0));
    const lost = (failed ?? 0) + (late ?? 0);
    const ran = Math.max(0, (tests ?? 0) - (skipped ?? 0) - (left ?? 0));
    const warnings = (left ?? 0) > 0 ? [`${left} tests did not run`] : [];
    // A test may have printed the mark: then more are marked than failed, and it stands at the beginning of a line.
    const failures = this.#failures();
    if (failures.length < lost) warnings.push(`bats counts ${lost} failures, but names ${failures.length}`);
    this.#tally.add({ failures, counts: { ran, failed: lost, errors: 0, skipped: skipped ?? 0 }, warnings });
    this.#last = true;
    this.#open = false;
    this.#items = [];
    return true;
  }

  #failures(): readonly Failure[] {
    return this.#items.map(({ name, durationMs, message, file, line, excerpt }) => {
      return makeFailure({ id: name, runner: 'bats', message, file, line, durationMs, excerpt: excerpt.lines() });
    });
  }

  end(): boolean | null {
    if (this.#open && this.#items.length > 0) {
      this.#tally.add({ failures: this.#failures(), counts: null, warnings: [] });
      this.#last = false;
    }
    return this.#tap.end() ?? this.#last;
  }
}

/** Behind the mark, where the name and the progress stand before it, or nothing. */
function failedName(text: string): string | null {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (at === 0) return text.slice(mark.length);
    const name = text.slice(at + mark.length);
    if (isBegun(text.slice(3, at), name)) return name;
  }
  return null;
}

/** The name, cut where the line is full, and which of how many it is: `fails2/6`, `a long na...12/14 in 3 sec`. */
function isBegun(text: string, name: string): boolean {
  let common = 0;
  while (common < text.length && text[common] === name[common]) common += 1;
  // The name itself may go on like the number.
  for (let end = common; end > Math.max(0, common - 12); end -= 1) {
    const rest = text.slice(end, end + 60);
    if (progress.test(rest.startsWith('...') ? rest.slice(3) : rest)) return true;
  }
  return false;
}
