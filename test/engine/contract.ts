import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { Label } from '../../src/base/labels.ts';
import { connect } from '../../src/engine/connect.ts';
import type { ContainerIo, ContainerSpec, Engine, ImageInfo } from '../../src/engine/engine.ts';
import { ordinary } from '../../src/plan/plan.ts';
import type { TestEngine } from '../support/setup.ts';

/** A container that has run to its end. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly id: string;
}

/** One engine of the contract's suites, with what a test needs of it. What a suite makes is removed at its end. */
export class Contract {
  readonly host: TestEngine;
  /** Everything that the suite makes carries this as its run. */
  readonly run = `test-${randomBytes(4).toString('hex')}`;
  readonly folder = mkdtempSync(join(tmpdir(), 'dox-engine-'));
  #engine: Engine | undefined;
  #debian: ImageInfo | undefined;

  constructor(host: TestEngine) {
    this.host = host;
    beforeAll(() => this.#connect());
    afterAll(() => this.#clean());
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('not connected');
    return this.#engine;
  }

  get debian(): ImageInfo {
    if (this.#debian === undefined) throw new Error('no image');
    return this.#debian;
  }

  /** Absolute path of the engine's socket. */
  get socket(): string {
    return this.host.host.slice('unix://'.length);
  }

  image(name: string): string {
    return `${this.host.prefix}${name}`;
  }

  get labels(): Readonly<Record<string, string>> {
    return { [Label.kind]: 'test', [Label.run]: this.run };
  }

  spec(command: string, changes: Partial<ContainerSpec> = {}): ContainerSpec {
    return {
      image: this.debian.id,
      entrypoint: ['/bin/sh'],
      command: ['-c', command],
      env: {},
      workdir: '/',
      user: '',
      labels: this.labels,
      mounts: [],
      tmpfs: {},
      network: 'none',
      keepId: false,
      tty: null,
      stdin: 'lifeline',
      removeWhenDone: true,
      ...ordinary,
      ...changes,
    };
  }

  async ran(command: string, changes: Partial<ContainerSpec> = {}, io: Partial<ContainerIo> = {}): Promise<Ran> {
    const chunks: { readonly stdout: Uint8Array[]; readonly stderr: Uint8Array[] } = { stdout: [], stderr: [] };
    const container = await this.engine.start(this.spec(command, changes), {
      onOutput: (stream, chunk) => {
        chunks[stream].push(Uint8Array.from(chunk));
      },
      ...io,
    });
    const { exitCode } = await container.ended;
    const stdout = Buffer.concat(chunks.stdout);
    return { exitCode, stdout, stderr: Buffer.concat(chunks.stderr), id: container.id };
  }

  /** Ids of the containers that the suite has left in the engine. */
  async containers(): Promise<readonly string[]> {
    const all = await this.engine.owned();
    const mine = all.filter(({ kind, labels }) => kind === 'container' && labels[Label.run] === this.run);
    return mine.map(({ id }) => id);
  }

  async #connect(): Promise<void> {
    const { env, host, user } = this.host;
    this.#engine = await connect({
      env: { ...env, PATH: process.env.PATH, DOCKER_HOST: host, XDG_CACHE_HOME: this.folder },
      home: user?.home ?? this.folder,
      uid: user?.uid ?? process.getuid?.() ?? 0,
      signal: new AbortController().signal,
      labels: { [Label.run]: this.run },
    });
    const name = this.image('debian:bookworm-slim');
    const local = await this.engine.image(name);
    this.#debian = local ?? (await this.engine.pull(name, { signal: new AbortController().signal }));
  }

  async #clean(): Promise<void> {
    const owned = await this.#engine?.owned();
    for (const object of owned ?? []) if (object.labels[Label.run] === this.run) await this.#engine?.remove(object);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A promise and what settles it, for tests that wait for something to be said. */
export function signalled<T = void>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: settle };
}
