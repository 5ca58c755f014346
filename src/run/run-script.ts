import { DoxError } from '../base/dox-error.ts';
import type { ContainerSpec, Engine } from '../engine/engine.ts';

interface Script {
  /** An image that is there, by id. */
  readonly image: string;
  /** POSIX shell text; it runs as root and must not read its standard input. */
  readonly script: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Ends the script when dox is gone: the standard input is the lifeline (engine.ts), and nobody else reads it. Where
 * the engine has no init the script's shell is PID 1, which no signal ends: so all that it starts is killed, until
 * it is through.
 */
const lifeline = `exec 3<&0 </dev/null
{ while read -r _ <&3; do :; done; while kill -KILL -1 || :; do kill -KILL "$$"; done; } 2>/dev/null & exec 3<&-
`;

/** Runs a small script of dox's own in an image and gives back what it printed; the container is gone afterwards. */
export async function runScript(
  engine: Engine,
  { image, script, labels, signal }: Script,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const chunks: Uint8Array[] = [];
  const running = await engine.start(helperSpec(image, lifeline + script, labels), {
    onOutput: (_, chunk) => {
      chunks.push(chunk);
    },
  });
  const stop = (): void => {
    running.kill().catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const { exitCode } = await running.ended;
    if (signal.aborted) throw new DoxError('interrupted', 'interrupted');
    return { output: Buffer.concat(chunks).toString('utf8'), exitCode };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function helperSpec(image: string, script: string, labels: Readonly<Record<string, string>>): ContainerSpec {
  return {
    image,
    entrypoint: ['/bin/sh'],
    command: ['-c', script],
    env: {},
    workdir: '/',
    user: '0:0',
    labels,
    mounts: [],
    tmpfs: {},
    network: 'bridge',
    keepId: false,
    tty: null,
    stdin: 'lifeline',
    removeWhenDone: true,
    privileged: false,
    capAdd: [],
    devices: [],
    shmSize: null,
    memory: null,
    cpus: null,
  };
}
