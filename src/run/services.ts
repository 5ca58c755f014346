import { setTimeout as wait } from 'node:timers/promises';
import { DoxError } from '../base/dox-error.ts';
import { formatSeconds } from '../base/duration.ts';
import type { ContainerIo, RunningContainer } from '../engine/engine.ts';
import { createTail, type Tail } from '../failures/tail.ts';
import type { ServicePlan, TargetPlan } from '../plan/plan.ts';
import { cannotProbe, type Probe, probeOf, probePauses, probeScript } from '../plan/probe.ts';
import { awaitLine } from './await-line.ts';
import type { ServiceResult } from './event.ts';
import type { PreparedImage } from './prepare-image.ts';
import type { TargetContext } from './run-target.ts';
import { serviceContainer } from './service-container.ts';
import { openServiceLog, type ServiceLog } from './service-log.ts';
import type { TargetFolder } from './target-folder.ts';

/** How long the engine may take to tell that a service has ended whose probe broke off, in milliseconds. */
const endNotice = 2000;

interface Input {
  readonly context: TargetContext;
  readonly folder: TargetFolder;
  /** By the ids of the plan. */
  readonly images: ReadonlyMap<string, PreparedImage>;
}

/** One service, as far as it has come. */
interface Started {
  readonly plan: ServicePlan;
  readonly image: PreparedImage;
  readonly log: ServiceLog;
  /** What probes have got as answers that were not yes. */
  readonly answers: Tail;
  readonly running: RunningContainer;
  /** Where a probe that only needs its network may be run. */
  readonly holder: string | null;
  readonly since: number;
  readySeconds: number | null;
  ended: number | null;
}

/**
 * The services of one target, from before its container until after it. Those with an address of their own start
 * first, since the target is told their addresses when it is made; the others share the target's network and start
 * beside it, before its commands. Each starts when those that it depends on are ready, else all at once.
 */
export class Services {
  readonly #target: TargetPlan;
  readonly #input: Input;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #started = new Map<string, Started>();
  readonly #starting = new Map<string, Promise<Started>>();
  readonly #ready = new Map<string, Promise<void>>();
  readonly #hosts: Record<string, string> = {};

  constructor(target: TargetPlan, input: Input) {
    this.#target = target;
    this.#input = input;
    this.#signal = AbortSignal.any([this.#stop.signal, input.context.interruption.aborted]);
  }

  /** The names by which the services are reached, with their addresses, as far as they are known. */
  get hosts(): Readonly<Record<string, string>> {
    return this.#hosts;
  }

  /** Starts those with an address of their own; resolves when the addresses are known. */
  async startApart(): Promise<void> {
    const apart = this.#target.services.filter(({ localhost }) => !localhost);
    for (const { name, localhost } of this.#target.services) if (localhost) this.#hosts[name] = '127.0.0.1';
    await Promise.all(apart.map((plan) => this.#launch(plan, null)));
  }

  /** Starts the others in the network of the target's container; resolves when all of the target's are ready. */
  async startBeside(holder: string): Promise<void> {
    const beside = this.#target.services.filter(({ localhost }) => localhost);
    for (const plan of beside) this.#launch(plan, holder);
    await Promise.all(this.#ready.values());
  }

  /** What has become of them until now. */
  results(): readonly ServiceResult[] {
    return [...this.#started.values()].map(({ plan, image, log, readySeconds, ended }) => {
      return { name: plan.name, image: image.ready.label, log: log.name, readySeconds, ended };
    });
  }

  /** Ends them all, and whatever still waits for one; resolves when they are gone. Never rejects. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#starting.values());
    await Promise.all([...this.#started.values()].map(end));
  }

  #launch(plan: ServicePlan, holder: string | null): Promise<Started> {
    const before = plan.dependsOn.map((name) => this.#ready.get(name));
    const starting = Promise.all(before).then(() => this.#start(plan, holder));
    const ready = starting.then((started) => this.#becomeReady(started));
    for (const promise of [starting, ready]) promise.catch(() => undefined); // whoever awaits it gets it
    this.#starting.set(plan.name, starting);
    this.#ready.set(plan.name, ready);
    return starting;
  }

  async #start(plan: ServicePlan, holder: string | null): Promise<Started> {
    const { context, folder, images } = this.#input;
    const { engine, emit, now } = context;
    if (this.#signal.aborted) throw new DoxError('interrupted', 'interrupted');
    const image = images.get(plan.image);
    if (image === undefined) throw new Error(`the plan has no image ${plan.image}`);
    const spec = serviceContainer(plan, { target: this.#target, image, context, holder, hosts: this.#hosts });
    const log = openServiceLog(folder, plan.folder);
    const io: ContainerIo = { onOutput: (stream, chunk) => log.push(stream, chunk) };
    const running = await engine.start(spec, io).catch((error) => {
      log.close();
      throw error;
    });
    const answers = createTail(1, 2048);
    const state = { since: now(), readySeconds: null, ended: null };
    const started: Started = { plan, image, log, answers, running, holder, ...state };
    this.#started.set(plan.name, started);
    running.ended.then(
      ({ exitCode }) => {
        if (!this.#stop.signal.aborted) started.ended = exitCode;
      },
      () => undefined, // the engine failed: whatever needs the service tells
    );
    emit({ kind: 'service-started', time: now(), target: this.#target.label, service: plan.name });
    if (holder === null) this.#hosts[plan.name] = await this.#address(started);
    return started;
  }

  async #address({ plan, running }: Started): Promise<string> {
    const address = await this.#input.context.engine.address(running.id);
    if (address !== null) return address;
    const hint = 'use `network: bridge`, or leave `localhost: false` away';
    throw this.#failed(`service "${plan.name}" has no network address of its own`, { hint });
  }

  async #becomeReady(started: Started): Promise<void> {
    const { plan, running, since } = started;
    const { now, emit } = this.#input.context;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), plan.timeout * 1000);
    const ended = running.ended.then(({ exitCode }) => {
      const detail = started.log.lines().join('\n'); // not the last answer: it was asked while it ended
      throw this.#failed(`service "${plan.name}" ended before it was ready (exit code ${exitCode})`, {
        started,
        detail,
      });
    });
    try {
      const signal = AbortSignal.any([late.signal, this.#signal]);
      await Promise.race([this.#probe(started, signal).then(() => this.#initialize(started, signal)), ended]);
    } catch (error) {
      if (!late.signal.aborted || (error instanceof DoxError && error.code !== 'interrupted')) throw error;
      const limit = formatSeconds(plan.timeout);
      throw this.#failed(`service "${plan.name}" was not ready within ${limit}`, { started, retryMayHelp: true });
    } finally {
      clearTimeout(timer);
      ended.catch(() => undefined);
    }
    started.readySeconds = (now() - since) / 1000;
    emit({ kind: 'service-ready', time: now(), target: this.#target.label, service: plan.name });
  }

  async #probe(started: Started, signal: AbortSignal): Promise<void> {
    const { plan, image, log } = started;
    const probe = probeOf({
      ready: plan.ready,
      port: plan.port,
      healthcheck: plan.ready === null ? await this.#input.context.engine.healthcheck(image.info.id) : [],
      byAddress: !plan.localhost,
    });
    if (probe.kind === 'none') return;
    if (probe.kind === 'log') return awaitLine(log, probe.pattern, signal);
    await this.#ask(started, probe, signal);
  }

  /** Runs the probe's script in the service's container; where that has no shell, in the target's, or word by word. */
  async #ask(started: Started, probe: Extract<Probe, { check: string }>, signal: AbortSignal): Promise<void> {
    const { running, image, holder, answers } = started;
    const run = async (container: string, command: readonly string[]): Promise<number> => {
      const onOutput = (chunk: Uint8Array): void => answers.push('stdout', chunk);
      const exec = this.#input.context.engine.exec(container, { command, user: '', onOutput, signal });
      const { exitCode } = await exec.catch(async (error) => {
        if (!signal.aborted) await wait(endNotice, undefined, { signal });
        throw error;
      });
      return exitCode;
    };
    if (!image.facts.hasShell && probe.kind === 'command' && probe.argv !== null) {
      for (let attempt = 0; (await run(running.id, probe.argv)) !== 0; attempt += 1) {
        await wait((probePauses[attempt] ?? 0.1) * 1000, undefined, { signal });
      }
      return;
    }
    const where = image.facts.hasShell ? running.id : probe.kind === 'network' ? holder : null;
    const { name } = started.plan;
    if (where === null) {
      const hint = 'use `ready: {log: REGEXP}`';
      throw this.#failed(`the image of service "${name}" has no shell to ask with whether it is ready`, { hint });
    }
    const exitCode = await run(where, ['/bin/sh', '-c', probeScript(probe)]);
    if (exitCode === 0) return;
    if (exitCode !== cannotProbe) await wait(endNotice, undefined, { signal });
    const reason = exitCode === cannotProbe ? 'cannot be asked' : `was no longer asked (exit code ${exitCode})`;
    const hint = exitCode === cannotProbe ? 'use `ready: {command: …}` or `ready: {log: REGEXP}`' : undefined;
    throw this.#failed(`service "${name}" ${reason}`, { started, ...(hint === undefined ? {} : { hint }) });
  }

  async #initialize({ plan, running, log }: Started, signal: AbortSignal): Promise<void> {
    for (const text of plan.init) {
      const tail = createTail(20, 8192);
      const { exitCode } = await this.#input.context.engine.exec(running.id, {
        command: ['/bin/sh', '-c', text],
        user: '',
        onOutput: (chunk) => {
          tail.push('stdout', chunk);
          log.push('stdout', chunk);
        },
        signal,
      });
      if (exitCode === 0) continue;
      const message = `service "${plan.name}": its init command \`${text}\` failed (exit code ${exitCode})`;
      throw this.#failed(message, { detail: tail.lines().join('\n') });
    }
  }

  #failed(message: string, more: Failed = {}): DoxError {
    const { started, detail, hint, retryMayHelp = false } = more;
    const said = detail ?? (started === undefined ? '' : lastWords(started));
    const look = started === undefined ? undefined : `its log is ${started.log.name}`;
    const advice = hint ?? look;
    return new DoxError('service-failed', `${this.#target.label}: ${message}`, {
      retryMayHelp,
      ...(said === '' ? {} : { detail: said }),
      ...(advice === undefined ? {} : { hint: advice }),
    });
  }
}

interface Failed {
  readonly started?: Started;
  readonly detail?: string;
  readonly hint?: string;
  readonly retryMayHelp?: boolean;
}

/** The last answer to a probe, and the last lines of the service's output. */
function lastWords({ log, answers }: Started): string {
  return [...answers.lines().map((answer) => `the last probe: ${answer}`), ...log.lines()].join('\n');
}

async function end({ running, log }: Started): Promise<void> {
  await running.kill().catch(() => undefined); // it is gone, or the engine is
  await running.ended.catch(() => undefined);
  log.close();
}
