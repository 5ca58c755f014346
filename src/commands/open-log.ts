import { createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import type { Io } from '../base/io.ts';
import type { Flags } from '../flags.ts';

const usualTimeout = 60;
/** Seconds; a server that drips is no better than a silent one. */
const usualTotal = 600;
const usualSize = 4 * 1024 ** 3;

type LogIo = Pick<Io, 'cwd' | 'stdin'>;

interface LogLimits {
  /** Seconds without a byte from the net. */
  readonly timeout: number;
  /** Seconds until the net has given all. */
  readonly total: number;
  /** Bytes of the log, unpacked. */
  readonly size: number;
}

/** The limits that a command line sets, or the usual ones; who waits longer for a byte waits so long for all of them. */
export function logLimits({ timeout = usualTimeout, maxSize = usualSize }: Flags): LogLimits {
  return { timeout, total: Math.max(timeout, usualTotal), size: maxSize };
}

/**
 * The bytes of a log: a file, an http(s) address, or `-` for the standard input; unpacked if it is gzip. Throws
 * `usage` for what is not there or too large, `pull-failed` where the net or the server fails.
 */
export async function* openLog(source: string, io: LogIo, limits: LogLimits): AsyncGenerator<Uint8Array> {
  yield* limited(unpacked(rawLog(source, io, limits), source), source, limits);
}

/** The bytes of a file as they are: what dox itself has written down is not packed, whatever it begins with. */
export async function* openPlainLog(path: string, limits: LogLimits): AsyncGenerator<Uint8Array> {
  yield* limited(fromFile(path, path), path, limits);
}

async function* limited(
  log: AsyncIterable<Uint8Array>,
  source: string,
  limits: Pick<LogLimits, 'size'>,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of log) {
    size += chunk.length;
    if (size > limits.size) {
      const hint = '--max-size sets another limit: 500m, 8g';
      throw new DoxError('usage', `${source} is larger than ${Math.round(limits.size / 1024 ** 2)} MiB`, { hint });
    }
    yield chunk;
  }
}

function rawLog(source: string, io: LogIo, limits: LogLimits): AsyncIterable<Uint8Array> {
  if (source === '-') return io.stdin;
  if (/^https?:\/\//i.test(source)) return fromNet(source, limits);
  return fromFile(resolve(io.cwd, source), source);
}

async function* fromFile(path: string, source: string): AsyncGenerator<Uint8Array> {
  try {
    if (statSync(path).isDirectory()) throw new DoxError('usage', `${source} is a folder; give the file of the log`);
    yield* createReadStream(path, { highWaterMark: 256 * 1024 });
  } catch (error) {
    if (error instanceof DoxError) throw error;
    const why = errorCode(error) === 'ENOENT' ? 'is not there' : `cannot be read (${errorCode(error) ?? error})`;
    throw new DoxError('usage', `${source} ${why}`, { hint: 'give a file, an http(s) address, or - for a pipe' });
  }
}

async function* fromNet(
  address: string,
  { timeout, total }: Pick<LogLimits, 'timeout' | 'total'>,
): AsyncGenerator<Uint8Array> {
  const late = new AbortController();
  let isOver = false;
  let timer = setTimeout(() => late.abort(), timeout * 1000);
  const whole = setTimeout(() => {
    isOver = true;
    late.abort();
  }, total * 1000);
  try {
    const response = await fetch(address, { signal: late.signal, headers: { 'user-agent': 'dox' } });
    if (!response.ok) {
      const retryMayHelp = response.status >= 500 || response.status === 429;
      throw new DoxError(
        retryMayHelp ? 'pull-failed' : 'usage',
        `${address}: the server says ${response.status} ${response.statusText}`.trim(),
        { retryMayHelp },
      );
    }
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => late.abort(), timeout * 1000);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof DoxError) throw error;
    const silence = late.signal.aborted ? `nothing came for ${timeout} s` : causeOf(error);
    const why = isOver ? `it was not all there after ${total} s` : silence;
    const hint = isOver ? { hint: '--timeout sets a longer limit: 1h' } : {};
    throw new DoxError('pull-failed', `${address} could not be read: ${why}`, { retryMayHelp: true, ...hint });
  } finally {
    clearTimeout(timer);
    clearTimeout(whole);
    late.abort(); // whoever stops early wants no more of it
  }
}

/** fetch says only "fetch failed"; its cause tells why. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || (errorCode(cause) ?? 'it failed') : String(cause);
}

/** How what is packed otherwise begins, in hexadecimal digits, and how it is unpacked. */
const archives: readonly (readonly [start: RegExp, what: string, hint: string])[] = [
  [/^504b0304/, 'a zip archive', 'unpack it, and give the log that is in it'],
  [/^fd377a585a00/, 'packed with xz', 'unpack it, perhaps into a pipe: xz -dc FILE | dox … -'],
  [/^28b52ffd/, 'packed with zstd', 'unpack it, perhaps into a pipe: zstd -dc FILE | dox … -'],
  // BZh, the size of its blocks (1 to 9), and then a block, or the end of an empty file
  [
    /^425a683[1-9](?:314159265359|177245385090)/,
    'packed with bzip2',
    'unpack it, perhaps into a pipe: bzip2 -dc FILE | dox … -',
  ],
];
const longestStart = 10;

/** gzip begins with 1f 8b (RFC 1952). */
async function* unpacked(raw: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<Uint8Array> {
  const iterator = raw[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < longestStart) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.(); // whoever stops early wants no more of it
    }
  };
  const start = head.subarray(0, longestStart).toString('hex');
  const archive = archives.find(([known]) => known.test(start));
  if (archive !== undefined) {
    await iterator.return?.();
    throw new DoxError('usage', `${source} is ${archive[1]}`, { hint: archive[2] });
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole();
    return;
  }
  const packed = Readable.from(whole());
  const gunzip = createGunzip();
  packed.on('error', (error) => gunzip.destroy(error));
  try {
    yield* packed.pipe(gunzip);
  } catch (error) {
    if (error instanceof DoxError) throw error;
    throw new DoxError('usage', `${source} is damaged gzip: ${error instanceof Error ? error.message : error}`);
  } finally {
    packed.destroy();
  }
}
