import { DoxError } from '../base/dox-error.ts';
import type { ContainerSpec, Engine } from '../engine/engine.ts';
import { heldScript } from '../plan/held-script.ts';
import { ordinary } from '../plan/plan.ts';

interface Script {
  /** An image that is there, by id. */
  readonly image: string;
  /** POSIX shell text; it runs as root and must not read its standard input. */
  readonly script: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs a small script of dox's own in an image and gives back what it printed; the container is gone afterwards. */
export async function runScript(
  engine: Engine,
  { image, script, labels, signal }: Script,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const chunks: Uint8Array[] = [];
  const running = await engine.start(helperSpec(image, heldScript + script, labels), {
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
    ...ordinary,
  };
}
