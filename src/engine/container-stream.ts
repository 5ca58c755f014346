import type { Socket } from 'node:net';
import { Demultiplexer, type Output } from './demultiplex.ts';

const firstBytesLimit = 512;
/** How long the engine may say nothing once the container has ended, in milliseconds. */
const silenceLimit = 10_000;

/** An attached container: its output, handed over as fast as it is taken, and its standard input. */
export class ContainerStream {
  readonly #socket: Socket;
  readonly #raw: boolean;
  readonly #output: Output;
  readonly #first: Uint8Array[] = [];
  #firstLength = 0;
  #isBusy = false;
  #input: NodeJS.ReadableStream | null = null;
  #takerProblem: { readonly error: unknown } | null = null;

  /** `raw`: the container has a terminal, so that there is one stream and no frames. */
  constructor(socket: Socket, raw: boolean, output: Output) {
    this.#socket = socket;
    this.#raw = raw;
    this.#output = output;
    socket.on('error', () => undefined); // reading and the container's end tell it
  }

  /** Hands the output over until it ends. */
  async drain(): Promise<void> {
    const output: Output = async (stream, chunk) => {
      this.#remember(chunk);
      try {
        await this.#output(stream, chunk);
      } catch (error) {
        this.#takerProblem = { error };
        throw error;
      }
    };
    const frames = new Demultiplexer(output);
    for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
      this.#isBusy = true;
      await (this.#raw ? output('stdout', chunk) : frames.push(chunk));
      this.#isBusy = false;
    }
  }

  /** The container has ended: its output must end too, unless what takes it is slow. */
  expectEnd(): void {
    this.#socket.setTimeout(silenceLimit, () => {
      if (this.#isBusy) this.expectEnd();
      else this.#socket.destroy();
    });
  }

  /** What the taker of the output threw, if it did: that is no failure of the engine's. */
  get takerProblem(): { readonly error: unknown } | null {
    return this.#takerProblem;
  }

  /** The first 512 bytes of the output at most. */
  firstBytes(): Buffer {
    return Buffer.concat(this.#first);
  }

  write(text: string): void {
    if (this.#socket.writable) this.#socket.write(text);
  }

  /** Passes a stream to the standard input, which ends with it; null: there is no input. */
  readFrom(input: NodeJS.ReadableStream | null): void {
    this.#input = input;
    if (input === null) this.#socket.end();
    else input.pipe(this.#socket);
  }

  close(): void {
    this.#input?.unpipe(this.#socket);
    this.#input?.pause();
    this.#socket.destroy();
  }

  #remember(chunk: Uint8Array): void {
    if (this.#firstLength >= firstBytesLimit) return;
    const piece = Buffer.from(chunk.subarray(0, firstBytesLimit - this.#firstLength));
    this.#first.push(piece);
    this.#firstLength += piece.length;
  }
}
