import type { LineTap } from '../failures/reader.ts';
import type { JobOutcome } from './diagnose.ts';
import { explains, jobSigns } from './infrastructure.ts';
import { LogScanner, type NumberedLine } from './log-scanner.ts';
import { LogFacts } from './metadata.ts';
import { type Metadata, mergedMetadata } from './query.ts';
import { realErrors } from './real-errors.ts';
import type { Signature } from './signature.ts';

type Scanned = Pick<JobOutcome, 'signatureLines' | 'sign' | 'metadata'>;

/** Looks in one pass over a log for signatures and for signs of trouble around the tests, and for what it says of itself. */
export class JobScan {
  readonly #signatures: readonly Signature[];
  readonly #scanner: LogScanner;
  readonly #facts = new LogFacts();

  constructor(signatures: readonly Signature[]) {
    this.#signatures = signatures;
    this.#scanner = new LogScanner([...signatures, ...jobSigns, ...realErrors]);
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
    const sign = this.#sign(lines);
    return { signatureLines: this.#signatures.map((_, index) => lines(index)), sign, metadata };
  }

  /** The first of those that explain something; one that ends a job explains more than others before it. */
  #sign(linesOf: (index: number) => readonly NumberedLine[]): Scanned['sign'] {
    const [ofSigns, ofErrors] = [this.#signatures.length, this.#signatures.length + jobSigns.length];
    const lastError = Math.max(...realErrors.map((_, index) => this.#scanner.lastOf(ofErrors + index)));
    const found = jobSigns.flatMap((sign, index) => {
      const lines = linesOf(ofSigns + index);
      const first = lines[0]?.number;
      if (first === undefined || !explains(sign, first, lastError)) return [];
      return [{ first: sign.weight === 'final' ? first - Number.MAX_SAFE_INTEGER : first, reason: sign.reason, lines }];
    });
    const [best] = found.sort((a, b) => a.first - b.first);
    return best === undefined ? null : { reason: best.reason, lines: best.lines };
  }
}
