import { StringDecoder } from 'node:string_decoder';
import type { Trace } from './buildkit-trace.ts';

const tailLength = 20;

/** The step that a build is at, or failed at, and the last lines of its output. */
export interface BuildStep {
  readonly name: string;
  readonly tail: readonly string[];
}

/** Turns what builders say into whole lines, and knows the step that they belong to. */
export interface BuildLog {
  /** The step that failed if one is known to have, else the last one. */
  failed(): BuildStep | null;
  /** Hands over what has no line end yet. */
  end(): void;
}

/** The classic builder's output, Docker's (`Step 2/3 : RUN make`) and Podman's (`STEP 2/3: RUN make`). */
export class ClassicLog implements BuildLog {
  readonly #onLine: (line: string) => void;
  readonly #lines: LineCutter;
  #name: string | null = null;
  #tail: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
    this.#lines = new LineCutter((line) => this.#line(line));
  }

  push(text: string): void {
    this.#lines.push(text);
  }

  #line(line: string): void {
    const step = /^step (\d+\/\d+) ?: (.*)$/i.exec(line);
    if (step === null) remember(this.#tail, line);
    else {
      this.#name = `[${step[1]}] ${step[2]}`;
      this.#tail = [];
    }
    this.#onLine(line);
  }

  failed(): BuildStep | null {
    return this.#name === null ? null : { name: this.#name, tail: this.#tail };
  }

  end(): void {
    this.#lines.end();
  }
}

interface Step {
  name: string;
  announced: boolean;
  readonly tail: string[];
  readonly lines: LineCutter;
}

/** BuildKit's progress: each step's name when it begins, then its lines; steps may run side by side. */
export class BuildKitLog implements BuildLog {
  readonly #onLine: (line: string) => void;
  readonly #steps = new Map<string, Step>();
  #failed: Step | null = null;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push({ vertexes, logs }: Trace): void {
    for (const { digest, name, cached, started, completed, error } of vertexes) {
      const step = this.#step(digest);
      step.name = name;
      const isInternal = name.startsWith('[internal]');
      if (!step.announced && !isInternal && (cached || started || completed)) {
        step.announced = true;
        this.#onLine(cached ? `CACHED ${name}` : name);
      }
      // steps beside the failing one end with "context canceled"
      if (error !== '' && (this.#failed === null || !error.includes('context canceled'))) this.#failed = step;
    }
    for (const { vertex, bytes } of logs) this.#step(vertex).lines.push(bytes);
  }

  #step(digest: string): Step {
    const known = this.#steps.get(digest);
    if (known !== undefined) return known;
    const tail: string[] = [];
    const lines = new LineCutter((line) => {
      remember(tail, line);
      this.#onLine(line);
    });
    const step: Step = { name: '', announced: false, tail, lines };
    this.#steps.set(digest, step);
    return step;
  }

  failed(): BuildStep | null {
    return this.#failed;
  }

  end(): void {
    for (const { lines } of this.#steps.values()) lines.end();
  }
}

function remember(tail: string[], line: string): void {
  tail.push(line);
  if (tail.length > tailLength) tail.shift();
}

/**
 * Cuts text that comes in pieces into lines; of a line that is overwritten by carriage returns the last state stays.
 * NULs are left out: they are the heartbeat of the steps that dox writes.
 */
class LineCutter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(piece: string | Buffer): void {
    const lines = (this.#rest + this.#decoder.write(piece).replaceAll('\0', '')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(lastState(line));
  }

  end(): void {
    if (this.#rest !== '') this.#onLine(lastState(this.#rest));
    this.#rest = '';
  }
}

function lastState(line: string): string {
  const end = line.endsWith('\r') ? -1 : undefined;
  return line.slice(0, end).split('\r').at(-1) ?? '';
}
