import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packLog } from '../../../src/report/html/pack-log.ts';
import type { PageLog } from '../../../src/report/html/page-model.ts';

const mebibyte = 1024 ** 2;

interface Packed {
  readonly log: PageLog;
  /** What each element holds, unpacked. */
  readonly texts: ReadonlyMap<string, string>;
}

async function packed(chunks: Iterable<Uint8Array | string>, room = 100 * mebibyte): Promise<Packed> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
  const texts = new Map<string, string>();
  for await (const part of packLog({ name: 'unit', bytes: bytes(), prefix: 'log-0', room })) {
    if (part.kind === 'log') return { log: part.log, texts };
    texts.set(part.element, gunzipSync(Buffer.from(part.base64, 'base64')).toString());
  }
  throw new Error('there is no log');
}

function whole({ log, texts }: Packed): string {
  return log.chunks.map(({ element }) => (element === null ? '<left out>\n' : texts.get(element))).join('');
}

describe('a log in a page', () => {
  test('has all of its lines, however it came', async () => {
    const lines = fc.array(fc.string({ unit: 'binary', maxLength: 40 }).map((line) => line.replaceAll('\n', '')));
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 50 }), async (all, size) => {
        const bytes = Buffer.from(all.map((line) => `${line}\n`).join(''));
        const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const result = await packed(cut);
        expect(whole(result)).toBe(bytes.toString());
        expect(result.log.chunks.reduce((sum, chunk) => sum + chunk.lines, 0)).toBe(all.length);
        expect(result.log.bytes).toBe(bytes.length);
      }),
    );
  });

  test('ends its last line', async () => {
    expect(whole(await packed(['a\nb']))).toBe('a\nb\n');
    expect((await packed([])).log.chunks).toEqual([]);
  });

  test('lies in chunks of about half a mebibyte, each of whole lines, with their numbers', async () => {
    const line = `${'x'.repeat(99)}\n`;
    const { log, texts } = await packed(Array.from({ length: 200 }, () => line.repeat(100)));
    expect(log.chunks.length).toBeGreaterThan(3);
    let first = 0;
    for (const chunk of log.chunks) {
      expect(chunk.first).toBe(first);
      const text = texts.get(chunk.element ?? '') ?? '';
      expect(text).toBe(line.repeat(chunk.lines));
      expect(text.length).toBeLessThan(0.6 * mebibyte);
      first += chunk.lines;
    }
    expect(first).toBe(20_000);
  });

  test('keeps the beginning of a line without end, and says how much is left out', async () => {
    const result = await packed(Array.from({ length: 30 }, () => 'x'.repeat(mebibyte)));
    const text = whole(result);
    expect(text).toMatch(/^x{65536} … 31391744 bytes of this line are left out\n$/);
    expect(30 * mebibyte - 65_536).toBe(31_391_744);
  });

  test('keeps its beginning and its end where there is no room for all', async () => {
    const line = `${'x'.repeat(1023)}\n`;
    function* lines(): Generator<string> {
      for (let count = 0; count < 40; count += 1) yield line.repeat(1024);
      yield 'the end\n';
    }
    const result = await packed(lines(), 2 * mebibyte);
    const gap = result.log.chunks.find(({ element }) => element === null);
    const after = result.log.chunks.at(-1);
    expect(
      whole(result)
        .split('\n')
        .filter((each) => !each.startsWith('x')),
    ).toEqual(['<left out>', 'the end', '']);
    expect((after?.first ?? 0) + (after?.lines ?? 0)).toBe(40 * 1024 + 1);
    expect(gap?.lines).toBeGreaterThan(20 * 1024);
    expect(result.log.bytes).toBe(40 * mebibyte + 8);
  });
});
