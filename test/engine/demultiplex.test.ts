import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Demultiplexer } from '../../src/engine/demultiplex.ts';

type Piece = readonly ['stdout' | 'stderr', string];

function frame([stream, text]: Piece): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([stream === 'stdout' ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

function joined(pieces: readonly Piece[]): Piece[] {
  const runs: ['stdout' | 'stderr', string][] = [];
  for (const [stream, text] of pieces) {
    const last = runs.at(-1);
    if (text === '') continue;
    if (last?.[0] === stream) last[1] += text;
    else runs.push([stream, text]);
  }
  return runs;
}

describe('the multiplexed stream', () => {
  test('comes apart the same wherever it is cut', async () => {
    const pieces = fc.array(
      fc.tuple(fc.constantFrom('stdout' as const, 'stderr' as const), fc.string({ unit: 'grapheme-ascii' })),
    );
    await fc.assert(
      fc.asyncProperty(pieces, fc.array(fc.nat({ max: 300 })), async (sent, cuts) => {
        const got: Piece[] = [];
        const demultiplexer = new Demultiplexer((stream, chunk) => {
          got.push([stream, Buffer.from(chunk).toString()]);
        });
        const bytes = Buffer.concat(sent.map(frame));
        const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
          (a, b) => a - b,
        );
        for (const [index, from] of places.slice(0, -1).entries())
          await demultiplexer.push(bytes.subarray(from, places[index + 1]));
        expect(joined(got)).toEqual(joined(sent));
      }),
    );
  });

  test('waits until each piece is taken, in order', async () => {
    const log: string[] = [];
    const demultiplexer = new Demultiplexer(async (stream) => {
      log.push(`begin ${stream}`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`end ${stream}`);
    });
    await demultiplexer.push(Buffer.concat([frame(['stdout', 'a']), frame(['stderr', 'b'])]));
    expect(log).toEqual(['begin stdout', 'end stdout', 'begin stderr', 'end stderr']);
  });

  test('frames of one stream that follow each other are handed over as one', async () => {
    const got: string[] = [];
    const demultiplexer = new Demultiplexer((_, chunk) => {
      got.push(Buffer.from(chunk).toString());
    });
    const lines = ['one\n', 'two\n', 'three\n'].map((text) => frame(['stdout', text]));
    await demultiplexer.push(Buffer.concat(lines));
    expect(got).toEqual(['one\ntwo\nthree\n']);
  });

  test('what is not of this form is refused rather than guessed at', async () => {
    const demultiplexer = new Demultiplexer(() => undefined);
    await expect(demultiplexer.push(Buffer.from('hello, world'))).rejects.toThrow("not in Docker's frames");
  });
});
