import { askEngine, callEngine } from './engine-objects.ts';
import type { TestEngine } from './setup.ts';

/** A container started from an image as that says, as a service would be. */
export class Service {
  readonly #engine: TestEngine;
  readonly #id: string;
  /** The image's HEALTHCHECK, as the engine understood it. */
  readonly healthcheck: readonly string[];

  private constructor(engine: TestEngine, id: string, healthcheck: readonly string[]) {
    this.#engine = engine;
    this.#id = id;
    this.healthcheck = healthcheck;
  }

  /** With a command of its own it is a container in which the service does not run. */
  static async start(engine: TestEngine, image: string, command?: readonly string[]): Promise<Service> {
    const body = { Image: image, ...(command === undefined ? {} : { Cmd: command }) };
    const { Id } = await callEngine<{ readonly Id: string }>(engine, 'POST', '/containers/create', body);
    interface Inspected {
      readonly Config: { readonly Healthcheck?: { readonly Test: readonly string[] } };
    }
    const { Config } = await callEngine<Inspected>(engine, 'GET', `/containers/${Id}/json`);
    const [form, ...words] = Config.Healthcheck?.Test ?? [];
    const service = new Service(engine, Id, form === 'CMD' ? words : []);
    await callEngine(engine, 'POST', `/containers/${Id}/start`);
    return service;
  }

  /** Runs a command in it; its exit code. */
  async exec(command: readonly string[]): Promise<number> {
    const body = { Cmd: command, AttachStdout: true, AttachStderr: true };
    const made = await callEngine<{ readonly Id: string }>(this.#engine, 'POST', `/containers/${this.#id}/exec`, body);
    // attached: of a detached one Podman 4.3 says for ever that it runs
    await askEngine(this.#engine, 'POST', `/exec/${made.Id}/start`, { Detach: false });
    for (;;) {
      interface Inspected {
        readonly Running: boolean;
        readonly ExitCode: number | null;
      }
      const { Running, ExitCode } = await callEngine<Inspected>(this.#engine, 'GET', `/exec/${made.Id}/json`);
      if (!Running && ExitCode !== null) return ExitCode;
    }
  }

  /** Resolves when its health check succeeds; the test's own time limit ends it. */
  async ready(): Promise<void> {
    while ((await this.exec(this.healthcheck)) !== 0) await this.checkRunning();
  }

  /** Fails if it has ended. */
  async checkRunning(): Promise<void> {
    const path = `/containers/${this.#id}/json`;
    const { State } = await callEngine<{ readonly State: { readonly Running: boolean } }>(this.#engine, 'GET', path);
    if (!State.Running) throw new Error('it has ended');
  }

  async remove(): Promise<void> {
    await callEngine(this.#engine, 'DELETE', `/containers/${this.#id}?force=1&v=1`);
  }
}
