import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa, type Options } from 'execa';
import type { TestEngine, TestUser } from './setup.ts';

/** The built program: scripts/with-engines.sh builds it before the tests. */
export const program = resolve(import.meta.dirname, '../../dist/main.js');

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Relative to the project. */
  readonly cwd?: string;
  readonly input?: string;
  /** Runs dox as this user instead of the engine's. */
  readonly user?: TestUser | null;
  readonly timeout?: number;
}

/** What dox did, as a shell would see it. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, for messages of failing tests. */
  readonly all: string;
}

/** A project in a temporary folder, owned by whoever runs dox in it. */
export class Project {
  readonly path: string;
  readonly engine: TestEngine;
  readonly #user: TestUser | null;

  constructor(engine: TestEngine, files: Readonly<Record<string, string>>, user: TestUser | null = engine.user) {
    this.engine = engine;
    this.#user = user;
    this.path = realpathSync(mkdtempSync(join(tmpdir(), 'dox-test-')));
    this.#own(this.path);
    chmodSync(this.path, 0o755);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    for (let folder = dirname(path); folder.length > this.path.length; folder = dirname(folder)) this.#own(folder);
    this.#own(path);
  }

  /** Runs dox here to its end. */
  async dox(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const result = await this.start(args, options);
    return {
      code: result.exitCode ?? -1,
      stdout: String(result.stdout),
      stderr: String(result.stderr),
      all: `exit ${result.exitCode}\n${result.stdout}\n--- stderr\n${result.stderr}`,
    };
  }

  /** Starts dox here; for signals and streams. It never rejects. */
  start(args: readonly string[], options: RunOptions = {}, more: Options = {}) {
    const [file, ...words] = this.command(args, options);
    return execa(file ?? '', words, {
      cwd: join(this.path, options.cwd ?? ''),
      env: this.environment(options),
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      timeout: options.timeout ?? 220_000,
      ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
      ...more,
    });
  }

  /** The words that run dox as the right user. */
  command(args: readonly string[], options: Pick<RunOptions, 'user'> = {}): readonly string[] {
    return this.asUser([process.execPath, program, ...args], options);
  }

  /** The same for any program. */
  asUser(words: readonly string[], options: Pick<RunOptions, 'user'> = {}): readonly string[] {
    const user = options.user === undefined ? this.#user : options.user;
    return user === null ? words : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', ...words];
  }

  environment(options: Pick<RunOptions, 'env' | 'user'> = {}): Record<string, string> {
    const user = options.user === undefined ? this.#user : options.user;
    const home = user?.home ?? process.env.HOME ?? '/root';
    return { PATH: process.env.PATH ?? '', HOME: home, DOCKER_HOST: this.engine.host, ...options.env };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #own(path: string): void {
    if (this.#user !== null) chownSync(path, this.#user.uid, this.#user.gid);
  }
}
