// A process that starts a container and is to be killed: prints the container's id when it runs, then waits for ever.
import { PassThrough } from 'node:stream';
import { connect } from '../../src/engine/connect.ts';
import type { ContainerSpec } from '../../src/engine/engine.ts';

const { host, cache, spec }: { host: string; cache: string; spec: ContainerSpec } = JSON.parse(process.argv[2] ?? '{}');
const engine = await connect({
  env: { DOCKER_HOST: host, XDG_CACHE_HOME: cache },
  home: cache,
  uid: process.getuid?.() ?? 0,
  signal: new AbortController().signal,
});
let ready = (): void => undefined;
const isReady = new Promise<void>((resolve) => {
  ready = resolve;
});
const container = await engine.start(spec, {
  ...(spec.stdin === 'caller' ? { stdin: new PassThrough() } : {}),
  onOutput: () => ready(),
});
await isReady;
process.stdout.write(`${container.id}\n`);
setInterval(() => undefined, 1 << 30);
