import type { LineTap } from '../failures/line-tap.ts';
import type { JobOutcome } from './diagnose.ts';
import { explains, jobSigns } from './infrastructure.ts';
import { failureLines, linesAfterSuccess, successLines } from './job-end.ts';
import { LogScanner, type NumberedLine } from './log-scanner.ts';
import { joinedMetadata, LogFacts } from './metadata.ts';
import { type Metadata, mergedMetadata } from './query.ts';
import { realErrors } from './real-errors.ts';
import type { Signature } from './signature.ts';

interface Scanned extends Pick<JobOutcome, 'signatureLines' | 'sign' | 'metadata' | 'unsure'> {
  /** What the log says at its end, or by errors in it: null where nothing says how the job went. */
  readonly end: 'succeeded' | 'failed' | null;
}

/** What is known of a log when it has ended. */
interface Beside {
  /** What the caller knows. */
  readonly given: Metadata;
  /** What the log's name says. */
  readonly source: Metadata;
  /** A runner of tests has begun, and did not come to its end. */
  readonly isCut?: boolean;
}

/** Looks in one pass over a log for signatures and for signs of trouble around the tests, and for what it says of itself. */
export class JobScan {
  readonly #signatures: readonly Signature[];
  readonly #scanner: LogScanner;
  readonly #facts = new LogFacts();

  constructor(signatures: readonly Signature[]) {
    this.#signatures = signatures;
    this.#scanner = new LogScanner([...signatures, ...jobSigns, ...realErrors, ...successLines, ...failureLines]);
  }

  /** For a reader of logs. */
  readonly tap: LineTap = (bytes, place) => {
    if (this.#facts.wantsMore) this.#facts.line(bytes.toString('latin1', place.start, place.end));
    this.#scanner.tap(bytes, place);
  };

  /** What was found, once the log has ended. */
  end({ given, source, isCut = false }: Beside): Scanned {
    const metadata = mergedMetadata(given, joinedMetadata(source, this.#facts.end()));
    const lines = (index: number) => this.#scanner.linesOf(index, metadata);
    const sign = this.#sign(lines, isCut);
    const end = this.#end(sign !== null);
    const signatureLines = this.#signatures.map((_, index) => lines(index));
    return { signatureLines, sign, metadata, end, unsure: this.#unsure(metadata) };
  }

  #unsure(metadata: Metadata): Scanned['unsure'] {
    return this.#signatures.flatMap(({ from, asks }, index) => {
      const [line] = this.#scanner.unsureOf(index, metadata);
      const unknown = asks.filter((field) => !metadata.has(field));
      return line === undefined || unknown.length === 0 ? [] : [{ from, unknown, line }];
    });
  }

  #end(isLost: boolean): Scanned['end'] {
    const ofErrors = this.#signatures.length + jobSigns.length;
    const ofSuccess = ofErrors + realErrors.length;
    const [success, failure] = [
      this.#last(successLines, ofSuccess),
      this.#last(failureLines, ofSuccess + successLines.length),
    ];
    if (success > failure && success >= this.#scanner.lines - linesAfterSuccess) return 'succeeded';
    return isLost || failure > 0 || this.#last(realErrors, ofErrors) > 0 ? 'failed' : null;
  }

  #last(conditions: readonly unknown[], from: number): number {
    return Math.max(...conditions.map((_, index) => this.#scanner.lastOf(from + index)));
  }

  /** The first of those that explain something; one that ends a job explains more than others before it. */
  #sign(linesOf: (index: number) => readonly NumberedLine[], isCut: boolean): Scanned['sign'] {
    const [ofSigns, ofErrors] = [this.#signatures.length, this.#signatures.length + jobSigns.length];
    const lastError = this.#last(realErrors, ofErrors);
    const found = jobSigns.flatMap((sign, index) => {
      const lines = linesOf(ofSigns + index);
      const first = lines[0]?.number;
      if (first === undefined || !explains(sign, first, lastError)) return [];
      // no mirror or server ends a runner that has begun
      if (isCut && sign.weight === 'unless followed') return [];
      return [{ first: sign.weight === 'final' ? first - Number.MAX_SAFE_INTEGER : first, reason: sign.reason, lines }];
    });
    const [best] = found.sort((a, b) => a.first - b.first);
    return best === undefined ? null : { reason: best.reason, lines: best.lines };
  }
}
