import { DoxError } from '../base/dox-error.ts';
import { signalExit } from '../base/exit-code.ts';
import type { Engine, RunningContainer } from '../engine/engine.ts';
import { createTail } from '../failures/tail.ts';
import { ControlFile, parseState } from '../plan/control-folder.ts';
import type { TargetPlan } from '../plan/plan.ts';
import type { Event, TargetResult } from './event.ts';
import type { Interruption } from './interruption.ts';
import { judge } from './judge.ts';
import { junitArtifacts, withJunit } from './junit-artifacts.ts';
import { LateReader } from './late-reader.ts';
import { couldNotRun, notRun } from './not-run.ts';
import type { PathMap } from './path-map.ts';
import type { Person } from './person.ts';
import type { PreparedImage } from './prepare-image.ts';
import type { RunFolder } from './run-folder.ts';
import type { Services } from './services.ts';
import { targetContainer } from './target-container.ts';
import { TargetFolder } from './target-folder.ts';
import type { Terminal } from './terminal.ts';
import { turnForIds } from './turn-for-ids.ts';

/** What a target needs of the run. */
export interface TargetContext {
  readonly engine: Engine;
  readonly root: string;
  readonly project: string;
  readonly owner: string;
  readonly folder: RunFolder;
  readonly cacheFolder: string;
  readonly person: Person;
  /** Who runs dox: with --user-map perhaps not the person. */
  readonly caller: Person;
  readonly pathMap: PathMap | null;
  readonly keep: boolean;
  /** PYTHONHASHSEED, so that a run can be had again. */
  readonly seed: number;
  /** A person's terminal that the container may have, or null. */
  readonly terminal: Terminal | null;
  /** A pipe that a `-c` command may read, or null. */
  readonly input: NodeJS.ReadableStream | null;
  readonly interruption: Interruption;
  readonly emit: (event: Event) => void;
  /** The target's output, in order; a returned promise holds it back. */
  readonly output: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>;
  readonly now: () => number;
  readonly prepare: (image: string) => Promise<PreparedImage>;
  /** Work that need not be over before the next target begins, but before the run ends. It never rejects. */
  readonly later: (work: Promise<void>) => void;
}

/** Runs one target from its image to its verdict. What the world does to it becomes its result; only bugs throw. */
export async function runTarget(target: TargetPlan, imageLabel: string, context: TargetContext): Promise<TargetResult> {
  const { emit, now, interruption } = context;
  const folder = new TargetFolder(context.root, context.folder.relative(target.folder));
  const started = now();
  emit({ kind: 'target-started', time: started, target: target.label, image: imageLabel, log: folder.log });
  const times = { started, prepared: 0, created: 0, running: 0 };
  const deaf = interruption.listen((count) => {
    const signal = interruption.signal ?? 'SIGINT';
    const running = times.created > 0;
    emit({ kind: 'interrupted', time: now(), signal, times: count, target: target.label, running });
  });
  try {
    const images = await prepareAll(target, context);
    times.prepared = now();
    if (interruption.times > 0) throw new DoxError('interrupted', 'interrupted');
    return await runContainer(target, imageLabel, { context, folder, images, times });
  } catch (error) {
    if (!(error instanceof DoxError)) throw error;
    return prevented(target, imageLabel, error, { context, times });
  } finally {
    deaf();
    folder.close();
  }
}

interface Times {
  readonly started: number;
  prepared: number;
  created: number;
  running: number;
}

type Images = ReadonlyMap<string, PreparedImage>;

/** The target's image and those of its services; all of them are tried before the first failure is told. */
async function prepareAll({ image, services }: TargetPlan, { prepare }: TargetContext): Promise<Images> {
  const ids = [...new Set([image, ...services.map((service) => service.image)])];
  const all = await Promise.allSettled(ids.map(async (id) => [id, await prepare(id)] as const));
  return new Map(
    all.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    }),
  );
}

interface Running {
  readonly context: TargetContext;
  readonly folder: TargetFolder;
  readonly images: Images;
  readonly times: Times;
}

/** The container's life, and within it that of its services. */
async function runContainer(target: TargetPlan, imageLabel: string, running: Running): Promise<TargetResult> {
  if (target.services.length === 0) return runCommands(target, imageLabel, null, running);
  const [{ withImagePorts }, { Services }] = await Promise.all([import('./service-ports.ts'), import('./services.ts')]);
  const complete = withImagePorts(target, running.images);
  const services = new Services(complete, running);
  try {
    await services.startApart();
    return await runCommands(complete, imageLabel, services, running);
  } finally {
    running.context.later(services.stop());
  }
}

async function runCommands(
  target: TargetPlan,
  imageLabel: string,
  services: Services | null,
  { context, folder, images, times }: Running,
): Promise<TargetResult> {
  const { emit, now, engine, output } = context;
  const image = images.get(target.image);
  if (image === undefined) throw new Error(`the plan has no image ${target.image}`);
  const spec = targetContainer(target, image, { context, folder, hosts: services?.hosts ?? {} });
  const stdin = spec.stdin === 'caller' ? (context.terminal?.stdin ?? context.input) : null;
  const reader = new LateReader();
  const tail = createTail(20, 8192);
  const made = await turnForIds(spec, context);
  const starting = engine.start(spec, {
    onOutput: (stream, chunk) => {
      folder.append(chunk);
      reader.push(stream, chunk);
      tail.push(stream, chunk);
      return output(stream, chunk);
    },
    ...(stdin === null ? {} : { stdin }),
    notedExit: () => {
      const { token, exit } = parseState(folder.read(ControlFile.state));
      return token === folder.token ? exit : null;
    },
    onCreated: (container) => {
      made();
      times.created = now();
      emit({ kind: 'container-created', time: times.created, target: target.label, container });
    },
    onStarted: () => {
      times.running = now();
      emit({ kind: 'container-started', time: times.running, target: target.label });
    },
    ...(services === null
      ? {}
      : {
          beside: async (id) => {
            await services.startBeside(id);
            times.running = now();
          },
        }),
  });
  const running = await starting.finally(made);
  const { exitCode, timedOut } = await watch(running, target, context);
  const ended = now();
  const outcomes = services?.results() ?? [];
  context.folder.restore();
  folder.restore();
  if (folder.problem !== null) warn(context, target, folder.problem);
  const state = folder.read(ControlFile.state);
  const artifacts = await folder.collectArtifacts(target.artifacts);
  for (const path of artifacts.missing) warn(context, target, `there is no artifact ${path}`);
  const junit = await junitArtifacts({ root: context.root, paths: artifacts.kept, since: times.started });
  const result = judge({
    target,
    image: imageLabel,
    exitCode,
    timedOut,
    state,
    step: folder.read(ControlFile.step),
    token: folder.token,
    diskIsFull: exitCode !== 0 && folder.diskIsFull,
    report: withJunit(await reader.end(), junit),
    tail: tail.lines(),
    signal: context.interruption.signal,
    seconds: {
      image: (times.prepared - times.started) / 1000,
      start: (times.running - times.prepared) / 1000,
      command: (ended - times.running) / 1000,
    },
    log: folder.log,
    artifacts: artifacts.kept,
    services: outcomes,
    kept: context.keep ? running.id : null,
  });
  if (target.direct || result.report.runners.every(({ failures }) => failures.length === 0)) return result;
  const { rerunWords } = await import('./rerun-words.ts');
  return { ...result, rerun: rerunWords(target, result.report) };
}

function warn({ emit, now }: TargetContext, target: TargetPlan, message: string): void {
  emit({ kind: 'warning', time: now(), message: `${target.label}: ${message}`, hint: null });
}

/** Waits for the end, hands on signals, and ends it when its time is over. */
async function watch(
  running: RunningContainer,
  target: TargetPlan,
  context: TargetContext,
): Promise<{ readonly exitCode: number; readonly timedOut: boolean }> {
  const { interruption, terminal } = context;
  let timedOut = false;
  let last: NodeJS.Timeout | undefined;
  const kill = (): void => {
    running.kill().catch(() => undefined); // it is gone, or the engine is: `ended` tells which
  };
  const askToEnd = (signal: 'INT' | 'TERM'): void => {
    running.signal(signal);
    last ??= setTimeout(kill, target.grace * 1000);
  };
  const limit =
    target.timeout === null
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          askToEnd('TERM');
        }, target.timeout * 1000);
  const hear = (times: number, typed: boolean): void => {
    if (times > 1) kill();
    // who typed Ctrl-C sits there: it may have been meant for a debugger, and the next one kills
    else if (!typed) askToEnd(interruption.signal === 'SIGINT' ? 'INT' : 'TERM');
  };
  const deaf = interruption.listen(hear);
  if (interruption.times > 0) hear(interruption.times, false); // it came while the container started
  const release = terminal?.attach(running, target.direct);
  try {
    const { exitCode } = await running.ended;
    return { exitCode, timedOut };
  } finally {
    clearTimeout(limit);
    clearTimeout(last);
    deaf();
    release?.();
  }
}

/** The result of a target that the world, or the user, kept from running. */
function prevented(
  target: TargetPlan,
  image: string,
  error: DoxError,
  { context, times }: { readonly context: TargetContext; readonly times: Times },
): TargetResult {
  const now = context.now();
  const prepared = times.prepared === 0 ? now : times.prepared;
  const seconds = { image: (prepared - times.started) / 1000, start: (now - prepared) / 1000, command: 0 };
  const { signal } = context.interruption;
  if (error.code !== 'interrupted' && signal === null) return notRun(target, image, { ...couldNotRun(error), seconds });
  const reason = 'interrupted before its commands ran';
  return notRun(target, image, { verdict: 'interrupted', exit: signalExit[signal ?? 'SIGINT'], reason, seconds });
}
