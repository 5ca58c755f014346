import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

/**
 * The JSON values of an answer that comes line by line (pull, build), as they arrive. The shape of a value is the
 * caller's knowledge; a line that is no JSON is left away.
 */
export async function* jsonLines<T>(response: IncomingMessage): AsyncGenerator<T> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of response) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield* parsed<T>(line);
  }
  yield* parsed<T>(rest);
}

function* parsed<T>(line: string): Generator<T> {
  if (line.trim() === '') return;
  try {
    yield JSON.parse(line) as T;
  } catch {
    // an engine that stops in the middle of a line says why elsewhere
  }
}
