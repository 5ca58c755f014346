import { protobufFields } from './protobuf-fields.ts';

/** A step of a BuildKit build. */
export interface Vertex {
  readonly digest: string;
  /** As BuildKit says it: `[2/3] RUN make`. */
  readonly name: string;
  readonly cached: boolean;
  readonly started: boolean;
  readonly completed: boolean;
  /** Empty while nothing went wrong. */
  readonly error: string;
}

/** A piece of a step's output, cut anywhere. */
export interface VertexLog {
  readonly vertex: string;
  readonly bytes: Buffer;
}

/** What a `moby.buildkit.trace` record says. */
export interface Trace {
  readonly vertexes: readonly Vertex[];
  readonly logs: readonly VertexLog[];
}

/**
 * Reads the message StatusResponse of BuildKit's api/services/control/control.proto: vertexes = 1 and logs = 3;
 * statuses (2) are progress bars, warnings (4) are told in the log too.
 */
export function readTrace(record: Buffer): Trace {
  const vertexes: Vertex[] = [];
  const logs: VertexLog[] = [];
  for (const { number, value } of protobufFields(record)) {
    if (typeof value === 'number') continue;
    if (number === 1) vertexes.push(readVertex(value));
    else if (number === 3) logs.push(readLog(value));
  }
  return { vertexes, logs };
}

/** Vertex: digest = 1, inputs = 2, name = 3, cached = 4, started = 5, completed = 6, error = 7. */
function readVertex(message: Buffer): Vertex {
  const vertex = { digest: '', name: '', cached: false, started: false, completed: false, error: '' };
  for (const { number, value } of protobufFields(message)) {
    if (number === 1) vertex.digest = String(value);
    else if (number === 3) vertex.name = String(value);
    else if (number === 4) vertex.cached = value !== 0;
    else if (number === 5) vertex.started = true;
    else if (number === 6) vertex.completed = true;
    else if (number === 7) vertex.error = String(value);
  }
  return vertex;
}

/** VertexLog: vertex = 1, timestamp = 2, stream = 3, msg = 4. */
function readLog(message: Buffer): VertexLog {
  let vertex = '';
  let bytes = Buffer.alloc(0);
  for (const { number, value } of protobufFields(message)) {
    if (number === 1) vertex = String(value);
    else if (number === 4 && typeof value !== 'number') bytes = Buffer.from(value);
  }
  return { vertex, bytes };
}
