import type { LineTap } from '../failures/reader.ts';
import type { JobOutcome } from './diagnose.ts';
import { jobSigns } from './infrastructure.ts';
import { LogScanner } from './log-scanner.ts';
import { LogFacts } from './metadata.ts';
import { type Metadata, mergedMetadata } from './query.ts';
import type { Signature } from './signature.ts';

type Scanned = Pick<JobOutcome, 'signatureLines' | 'sign' | 'metadata'>;

/** Looks in one pass over a log for signatures and for signs of trouble around the tests, and for what it says of itself. */
export class JobScan {
  readonly #signatures: readonly Signature[];
  readonly #scanner: LogScanner;
  readonly #facts = new LogFacts();

  constructor(signatures: readonly Signature[]) {
    this.#signatures = signatures;
    this.#scanner = new LogScanner([...signatures, ...jobSigns]);
  }

  /** For a reader of logs. */
  readonly tap: LineTap = (text, place) => {
    if (this.#facts.wantsMore) this.#facts.line(text.slice(place.start, place.end));
    this.#scanner.tap(text, place);
  };

  /** What was found, once the log has ended. `given` is what the caller knows, `source` what the log's name says. */
  end({ given, source }: { readonly given: Metadata; readonly source: Metadata }): Scanned {
    const metadata = mergedMetadata(given, source, this.#facts.end());
    const lines = (index: number) => this.#scanner.linesOf(index, metadata);
    const signs = jobSigns.map(({ reason }, index) => ({ reason, lines: lines(this.#signatures.length + index) }));
    const [first = null] = signs
      .filter((sign) => sign.lines.length > 0)
      .sort((a, b) => (a.lines[0]?.number ?? 0) - (b.lines[0]?.number ?? 0));
    return { signatureLines: this.#signatures.map((_, index) => lines(index)), sign: first, metadata };
  }
}
