import { Excerpt } from '../excerpt.ts';
import { type GinkgoEntry, placeOf, readSpec } from './ginkgo-spec.ts';

const header =
  /^(?:(?:•!? ?|\[[A-Za-z ()]+\] |•\.\.\. )(?:Failure|Panic|Timeout|\[(?:FAILED|PANICKED|PANICKED!|TIMEDOUT|INTERRUPTED|ABORTED)\])|(?:Failure|Panic)).{0,200}\[(\d{1,9}\.\d{3}) seconds\]$/;
const rule = /^-{30}$/;
const maxBlocks = 10_000;
const maxLines = 60;

/** What a failing spec printed when it ended; its text and place come in the list at the end again. */
export interface GinkgoBlock {
  readonly durationMs: number;
  readonly excerpt: Excerpt;
  readonly lines: string[];
}

/** The blocks of one suite, in the order in which they were printed. */
export class GinkgoBlocks {
  readonly #all: GinkgoBlock[] = [];
  #open: GinkgoBlock | null = null;

  get wantsMore(): boolean {
    return this.#open !== null && this.#open.lines.length < maxLines;
  }

  /** Version 1: `• Failure in Spec Setup (BeforeEach) [0.001 seconds]`; version 2: `• [FAILED] [0.001 seconds]`. */
  start(line: string): boolean {
    const seconds = header.exec(line)?.[1];
    if (seconds === undefined || this.#all.length >= maxBlocks) return false;
    this.open(Math.round(Number(seconds) * 1000)).add(line);
    return true;
  }

  /** One that begins with its next line. */
  open(durationMs: number): this {
    this.#open = { durationMs, excerpt: new Excerpt(), lines: [] };
    this.#all.push(this.#open);
    return this;
  }

  close(): void {
    this.#open = null;
  }

  add(line: string): void {
    if (this.#open === null) return;
    if (rule.test(line.trim()) && this.#open.lines.length > 1) this.#open = null;
    else if (this.#open.lines.length < maxLines) {
      this.#open.excerpt.add(line);
      this.#open.lines.push(line);
    }
  }

  get first(): GinkgoBlock | undefined {
    return this.#all[0];
  }

  /** Each block that names its spec, with what it says of it. */
  named(): readonly { readonly entry: GinkgoEntry; readonly block: GinkgoBlock }[] {
    return this.#all.flatMap((block) => {
      const entry = readSpec(block.lines);
      return entry === null ? [] : [{ entry, block }];
    });
  }

  /**
   * Finds the block of a spec that is listed: the one with its text, else the next of those without a text that have its
   * place. Several specs may fail at one place.
   */
  finder(): (entry: GinkgoEntry) => GinkgoBlock | undefined {
    const byText = new Map<string, GinkgoBlock>();
    const byPlace = new Map<string, GinkgoBlock[]>();
    for (const block of this.#all) {
      const text = readSpec(block.lines)?.text;
      if (text === undefined) {
        for (const place of placesIn(block)) {
          const there = byPlace.get(place);
          if (there === undefined) byPlace.set(place, [block]);
          else there.push(block);
        }
      } else if (!byText.has(text)) byText.set(text, block);
    }
    const claimed = new Map<string, number>();
    return ({ text, file, line }) => {
      const block = byText.get(text);
      if (block !== undefined || file === null) return block;
      const place = `${file}:${line}`;
      const at = claimed.get(place) ?? 0;
      claimed.set(place, at + 1);
      return byPlace.get(place)?.[at];
    };
  }
}

function placesIn({ lines }: GinkgoBlock): ReadonlySet<string> {
  const places = lines.map(placeOf).filter(({ file }) => file !== null);
  return new Set(places.map(({ file, line }) => `${file}:${line}`));
}
