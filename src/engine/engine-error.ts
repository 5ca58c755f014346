import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import { ApiError } from './api-client.ts';

const noSpace = /no space left on device|disk quota exceeded/i;
const noMemory = /cannot allocate memory|out of memory/i;
const engineGone = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);

/**
 * What went wrong with the engine, as a DoxError. `doing` completes "the engine failed while …"; a DoxError passes
 * through, an abort becomes `interrupted`.
 */
export function engineError(error: unknown, doing: string): DoxError {
  if (error instanceof DoxError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const general = generalError(message, error);
  if (general !== null) return general;
  if (isAbort(error)) return new DoxError('interrupted', `interrupted while ${doing}`, { cause: error });
  if (error instanceof ApiError) {
    return new DoxError('engine-failed', `the engine failed while ${doing}: ${message}`, {
      cause: error,
      retryMayHelp: error.status >= 500,
    });
  }
  const code = errorCode(error);
  const gone = code !== null && engineGone.has(code);
  return new DoxError(
    'engine-failed',
    `${gone ? 'the engine went away' : 'the engine failed'} while ${doing}: ${message}`,
    {
      cause: error,
      retryMayHelp: true,
      hint: 'see with `dox doctor` whether the engine answers',
    },
  );
}

/** The failures that can come with anything the engine does: a full disk, no memory. Null if it is none of them. */
export function generalError(message: string, cause: unknown): DoxError | null {
  if (noSpace.test(message)) {
    const hint = 'make room where the engine keeps its data: `dox clean`, `docker system df`, `docker system prune`';
    return new DoxError('disk-full', `the engine's disk is full: ${message}`, { cause, hint });
  }
  if (noMemory.test(message)) {
    const hint = 'the machine has no memory left for another process; run fewer things at once';
    return new DoxError('out-of-memory', `the engine is out of memory: ${message}`, {
      cause,
      hint,
      retryMayHelp: true,
    });
  }
  return null;
}

/** Whether the engine said that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

const noContainer = /no such container|does not exist in database/i;

/** Whether a container is gone: Podman may say 500 of one that it is just removing. */
export function isContainerGone(error: unknown): boolean {
  return isNotFound(error) || (error instanceof ApiError && noContainer.test(error.message));
}

/** Whether the error comes from an AbortSignal. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || errorCode(error) === 'ABORT_ERR');
}
