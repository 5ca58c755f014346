import { describe, expect, test } from 'vitest';
import { BuildKitLog, ClassicLog } from '../../src/engine/build-log.ts';
import { readTrace } from '../../src/engine/buildkit-trace.ts';
import { protobufFields } from '../../src/engine/protobuf-fields.ts';

/** A field with a length: tag `number << 3 | 2`, then the length, as protobuf.dev/programming-guides/encoding says. */
function bytes(number: number, value: string | Buffer): Buffer {
  const payload = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(payload.length), payload]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return Buffer.from([...out, rest]);
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);

interface Step {
  readonly digest: string;
  readonly name: string;
  readonly state?: 'started' | 'completed' | 'cached';
  readonly error?: string;
}

function vertex({ digest, name, state, error }: Step): Buffer {
  const parts = [bytes(1, digest), bytes(2, 'sha256:an-input'), bytes(3, name)];
  if (state === 'cached') parts.push(number(4, 1));
  if (state !== undefined) parts.push(bytes(5, number(1, 1_700_000_000)));
  if (state === 'completed') parts.push(bytes(6, number(1, 1_700_000_001)));
  if (error !== undefined) parts.push(bytes(7, error));
  return bytes(1, Buffer.concat(parts));
}

const log = (digest: string, text: string): Buffer =>
  bytes(3, Buffer.concat([bytes(1, digest), bytes(2, number(1, 5)), number(3, 1), bytes(4, text)]));

describe('protobuf fields', () => {
  test('the examples of the encoding guide are read', () => {
    // 08 96 01: field 1 is 150; 12 07 "testing": field 2
    expect([...protobufFields(Buffer.from('089601', 'hex'))]).toEqual([{ number: 1, value: 150 }]);
    const testing = Buffer.from('120774657374696e67', 'hex');
    expect([...protobufFields(testing)]).toEqual([{ number: 2, value: Buffer.from('testing') }]);
  });

  test('fixed-width fields are passed over, and what is cut ends there', () => {
    const message = Buffer.concat([
      Buffer.from('0d01020304', 'hex'),
      Buffer.from('110102030405060708', 'hex'),
      number(4, 2 ** 40),
    ]);
    expect([...protobufFields(message)]).toEqual([{ number: 4, value: 2 ** 40 }]);
    for (let length = 0; length < message.length; length += 1) {
      expect([...protobufFields(message.subarray(0, length))].length).toBeLessThan(2);
    }
  });
});

describe("BuildKit's progress", () => {
  function told(...records: readonly Buffer[]): { readonly lines: string[]; readonly log: BuildKitLog } {
    const lines: string[] = [];
    const buildLog = new BuildKitLog((line) => lines.push(line));
    for (const record of records) buildLog.push(readTrace(record));
    buildLog.end();
    return { lines, log: buildLog };
  }

  test('each step is named once, its output comes in whole lines', () => {
    const { lines } = told(
      vertex({ digest: 'a', name: '[internal] load build definition', state: 'completed' }),
      vertex({ digest: 'b', name: '[1/2] FROM debian', state: 'cached' }),
      vertex({ digest: 'c', name: '[2/2] RUN make' }),
      vertex({ digest: 'c', name: '[2/2] RUN make', state: 'started' }),
      log('c', 'first li'),
      Buffer.concat([log('c', 'ne\nsecond line\r\n10%\r20%\rdone\n'), log('c', 'no end')]),
      vertex({ digest: 'c', name: '[2/2] RUN make', state: 'completed' }),
    );
    expect(lines).toEqual([
      'CACHED [1/2] FROM debian',
      '[2/2] RUN make',
      'first line',
      'second line',
      'done',
      'no end',
    ]);
  });

  test('the failed step is the one that failed, not one that was cancelled with it', () => {
    const { log: buildLog } = told(
      vertex({
        digest: 'a',
        name: '[a 1/1] RUN sleep 9',
        state: 'completed',
        error: 'process "sleep 9": context canceled',
      }),
      log('b', Array.from({ length: 30 }, (_, index) => `line ${index + 1}\n`).join('')),
      vertex({ digest: 'b', name: '[b 1/1] RUN false', state: 'completed', error: 'exit code: 1' }),
      vertex({ digest: 'c', name: '[c 1/1] RUN sleep 9', state: 'completed', error: 'context canceled' }),
    );
    expect(buildLog.failed()).toMatchObject({ name: '[b 1/1] RUN false' });
    expect(buildLog.failed()?.tail).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 11}`));
  });

  test('an umlaut that two records share is whole', () => {
    const umlaut = Buffer.from('ü\n');
    const piece = (part: Buffer): Buffer => bytes(3, Buffer.concat([bytes(1, 'a'), bytes(4, part)]));
    expect(told(piece(umlaut.subarray(0, 1)), piece(umlaut.subarray(1))).lines).toEqual(['ü']);
  });
});

describe("the classic builder's output", () => {
  test.each([
    ['Docker', 'Step 2/3 : RUN make', ' ---> Running in 0123\n'],
    ['Podman', 'STEP 2/3: RUN make', ''],
  ])('the step of %s and its tail are known', (_, step, noise) => {
    const lines: string[] = [];
    const buildLog = new ClassicLog((line) => lines.push(line));
    buildLog.push(`${step.replace('2/3', '1/3').replace('RUN make', 'FROM x')}\nold\n${step}\n${noise}out`);
    buildLog.push('put\nlast');
    buildLog.end();
    expect(buildLog.failed()?.name).toBe('[2/3] RUN make');
    expect(buildLog.failed()?.tail.slice(-2)).toEqual(['output', 'last']);
    expect(buildLog.failed()?.tail).not.toContain('old');
    expect(lines).toContain(step);
  });
});
