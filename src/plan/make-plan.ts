import { createHash } from 'node:crypto';
import { inDependsOrder } from '../base/depends-order.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { quoted } from '../base/printable.ts';
import type { Command, Config, ImageSource, Obstacle, Target } from '../config/config.ts';
import { registryPath } from '../config/registry-path.ts';
import { usualGrace } from '../config/usual-grace.ts';
import { planImage } from './image-plan.ts';
import { plannedTmpfs, plannedVolumes } from './mounts.ts';
import { neededAmong } from './needed-among.ts';
import type { Options } from './options.ts';
import { passedEnvironment } from './pass-env.ts';
import type { ContainerPlan, ImagePlan, ObstructedTarget, Plan, ServicePlan, TargetPlan } from './plan.ts';
import { planServices } from './plan-services.ts';
import { usesPosargs } from './posargs.ts';
import { selectOf } from './select.ts';
import { serviceVariables } from './service-variables.ts';
import { commandsWith } from './with-arguments.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A plan, or the reasons why there is none; warnings may come with a plan. */
export interface Planned {
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns what the project asks for and what the command line asks for into all that will be done. */
export function makePlan(config: Config, options: Options, env: Environment): Planned {
  const { targets } = config;
  const { environments, labels, skipEnv } = options;
  const selection = selectOf(config, { environments, labels, skip: skipEnv });
  const diagnostics = [...selection.diagnostics];
  const byName = new Map(targets.map((target) => [target.name, target]));
  const needed = neededAmong(selection.selected, targets);
  const images = new Map<string, ImagePlan>();
  const plans: TargetPlan[] = [];
  const obstructed: Obstructed[] = [];
  for (const name of inDependsOrder(selection.selected, (each) => needed.get(each) ?? [])) {
    const target = byName.get(name);
    if (target === undefined) continue;
    const obstacles = obstaclesOf(target, options);
    if (obstacles.length > 0) {
      obstructed.push({ target, obstacles });
      continue;
    }
    const planned = planTarget(target, { config, options, env, needs: needed.get(name) ?? [] });
    diagnostics.push(...planned.diagnostics);
    plans.push(...planned.plans);
    for (const image of planned.images) images.set(image.id, image);
  }
  // whoever asks for one by its name wants to know at once why not; others do not keep the rest from running
  if (plans.length === 0 || asksByName(options)) diagnostics.push(...obstructed.flatMap(reportOf));
  const cacheRegistry = cacheRegistryOf(config, env, diagnostics);
  if (options.push && cacheRegistry === null) {
    const hint = 'say where to: "cache_registry: registry.example:5000/team/dox" in dox.yml, or DOX_CACHE_REGISTRY';
    diagnostics.push(error('--push has nowhere to push to', { hint }));
  }
  if (diagnostics.some((each) => each.severity === 'error')) return { plan: null, diagnostics: unique(diagnostics) };
  const { root, project, file } = config;
  const { pull, push, failFast, failOnFlaky, retries, keep } = options;
  return {
    plan: {
      project,
      root,
      file,
      images: [...images.values()],
      targets: plans,
      obstructed: obstructed.map(obstructedTarget),
      cacheRegistry,
      pull,
      push,
      failFast,
      retries,
      failOnFlaky,
      keep,
    },
    diagnostics,
  };
}

interface Obstructed {
  readonly target: Target;
  readonly obstacles: readonly Obstacle[];
}

/** Why a target cannot run; an image that the command line names is one. */
function obstaclesOf({ obstacles = [] }: Target, { images }: Options): readonly Obstacle[] {
  return obstacles.filter(({ isImage }) => !isImage || images.length === 0);
}

function asksByName({ environments }: Options): boolean {
  return environments.length > 0 && !environments.some((each) => /[*?[]|\bALL\b/.test(each));
}

function reportOf({ obstacles }: Obstructed): readonly Diagnostic[] {
  return obstacles.map(({ isImage: _, skips: __, ...each }) => each);
}

function obstructedTarget({ target, obstacles }: Obstructed): ObstructedTarget {
  const [first] = obstacles;
  const reason = obstacles.map(({ message }) => message.replace(`target "${target.name}": `, '')).join('; ');
  const skipped = obstacles.some(({ skips }) => skips === true);
  return { label: target.name, reason, hint: first?.hint ?? null, skipped };
}

/** What several targets inherit is wrong once. */
function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()];
}

interface Asked {
  readonly config: Config;
  readonly options: Options;
  readonly env: Environment;
  /** Of the selected ones. */
  readonly needs: readonly string[];
}

interface PlannedTarget {
  /** One for each of its images. */
  readonly plans: readonly TargetPlan[];
  readonly images: readonly ImagePlan[];
  readonly diagnostics: readonly Diagnostic[];
}

function planTarget(target: Target, asked: Asked): PlannedTarget {
  const { config, options } = asked;
  const { name } = target;
  const commands = commandsOf(target, options);
  if ('problem' in commands) {
    const { problem, ...hint } = commands;
    const place = options.direct === null ? placeOf(target) : {};
    return { plans: [], images: [], diagnostics: [error(`target "${name}": ${problem}`, { ...hint, ...place })] };
  }
  const planned = planServices(target, config.root, options.rebuild);
  const { services } = planned;
  const diagnostics = [...planned.diagnostics, ...unusedArguments(target, options)];
  const plans: TargetPlan[] = [];
  const images: ImagePlan[] = [];
  const sources = imagesOf(target, options);
  for (const source of sources) {
    const found = planImage(source, target, options.rebuild);
    if (found.ok) {
      const { image } = found;
      const label = sources.length > 1 ? `${name} (${image.label})` : name;
      images.push(image);
      plans.push(targetPlan({ target, label, image, commands, services, ...asked }));
    } else diagnostics.push(error(`target "${name}": ${found.message}`, { hint: found.hint, ...placeOf(source) }));
  }
  return { plans, images: [...images, ...planned.images], diagnostics };
}

function error(message: string, more: Partial<Diagnostic>): Diagnostic {
  return { severity: 'error', message, ...more };
}

/** Of tox's own commands nothing is left where `{posargs}` was all that they were. */
function isAllPosargs({ commandsForm, commands }: Target, left: readonly Command[]): boolean {
  const ofTox = (all: readonly Command[]): number => all.filter(({ kind }) => kind === 'argv').length;
  return commandsForm === 'tox' && ofTox(commands) > 0 && ofTox(left) === 0;
}

/** What tox would not say: arguments that no command has a place for. */
function unusedArguments(target: Target, { direct, args }: Options): readonly Diagnostic[] {
  const isUsed = target.commandsForm !== 'tox' || direct !== null || args.length === 0 || usesPosargs(target.commands);
  if (isUsed) return [];
  const message = `target "${target.name}": its commands have no {posargs}: the arguments are not used`;
  return [{ severity: 'warning', message, ...placeOf(target) }];
}

/** Why there are none: the end of a sentence about the target. */
interface NoCommands {
  readonly problem: string;
  readonly hint?: string;
}

function commandsOf(target: Target, options: Options): readonly Command[] | NoCommands {
  if (options.direct === 'shell') return [interactiveShell(target.shell)];
  if (options.direct === 'command')
    return options.args.length > 0 ? [wholeCommand(options.args)] : { problem: '-c needs a command' };
  const found = commandsWith(target, options.args);
  if ('problem' in found) {
    const hint = options.meant === null ? {} : { hint: `did you mean the command \`dox ${options.meant}\`?` };
    return { ...found, ...hint };
  }
  if (isAllPosargs(target, found.commands)) {
    return { problem: 'its commands are only {posargs}', hint: `say what to run: dox -e ${target.name} -- COMMAND` };
  }
  const idle = !target.allowEmpty && found.commands.every(doesNothing);
  return idle ? { problem: 'its commands do nothing: they are empty, or only comments' } : found.commands;
}

/** Nothing but blank lines and comments is left of it, also where `{posargs}` stood and no arguments came. */
function doesNothing(command: Command): boolean {
  return command.kind === 'script' && command.text.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
}

/** One word is a line for the shell, as for `sh -c`; several are a command and its arguments, untouched. */
function wholeCommand(args: readonly string[]): Command {
  const [only] = args;
  if (args.length === 1 && only !== undefined) return { kind: 'script', text: only };
  return { kind: 'argv', argv: args, ignoreExit: false, invertExit: false };
}

/** The target's own shell, else bash where the image has it. */
function interactiveShell(shell: readonly string[] | null): Command {
  if (shell !== null) return { kind: 'argv', argv: ['exec', ...shell], ignoreExit: false, invertExit: false };
  return { kind: 'script', text: 'if command -v bash >/dev/null 2>&1; then exec bash; else exec /bin/sh; fi' };
}

function imagesOf(target: Target, options: Options): readonly ImageSource[] {
  if (options.images.length === 0) return target.images;
  return options.images.map((reference) => ({ kind: 'reference', reference }));
}

/** DOX_CACHE_REGISTRY wins over the file; empty, it says that there is none. */
function cacheRegistryOf(config: Config, env: Environment, diagnostics: Diagnostic[]): string | null {
  const asked = env.DOX_CACHE_REGISTRY?.trim();
  if (asked === undefined) return config.cacheRegistry;
  if (asked !== '' && !registryPath.test(asked)) {
    const message = `DOX_CACHE_REGISTRY is ${quoted(asked)}, which is not a registry and a path without a tag`;
    diagnostics.push(error(message, { hint: 'such as registry.example:5000/team/dox' }));
  }
  return asked === '' ? null : asked;
}

interface TargetInput extends Asked {
  readonly target: Target;
  readonly label: string;
  readonly image: ImagePlan;
  readonly commands: readonly Command[];
  readonly services: readonly ServicePlan[];
}

function targetPlan(input: TargetInput): TargetPlan {
  const { target, label, image, commands, services, config, options, env, needs } = input;
  const found: Record<string, string> = Object.assign({}, ...services.map(serviceVariables));
  const onlyHere = image.base.kind !== 'build' && (options.images.length > 0 || label !== target.name);
  return {
    label,
    target: target.name,
    chosenBy: [...options.where, ...(onlyHere ? ['-i', image.label] : []), '-e', target.name],
    folder: folderName(label),
    image: image.id,
    commands,
    configured: target.commands,
    commandsForm: target.commandsForm,
    shell: target.shell,
    env: { ...found, ...passedEnvironment(env, target.passEnv), ...target.env },
    timeout: options.timeout ?? target.timeout,
    grace: target.grace ?? usualGrace,
    artifacts: options.direct === null ? target.artifacts : [],
    cache: target.cache,
    allowFailure: target.allowFailure,
    allowEmpty: target.allowEmpty,
    needs: options.direct === null ? needs : [],
    direct: options.direct !== null,
    container: containerPlan(target, config.root),
    services,
  };
}

function containerPlan(target: Target, root: string): ContainerPlan {
  const { user, network, privileged, capAdd, devices, shmSize, memory, cpus, entrypoint } = target;
  const tmpfs = plannedTmpfs(target.tmpfs);
  const volumes = plannedVolumes(target.volumes, root);
  return { user, network, privileged, capAdd, devices, shmSize, memory, cpus, entrypoint, tmpfs, volumes };
}

/** A file name that tells the label apart from any other: the label where it is plain, else with a short hash. */
function folderName(label: string): string {
  const plain = label.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|-+$/g, '');
  if (plain === label) return label;
  return `${plain.slice(0, 60)}-${createHash('sha256').update(label).digest('hex').slice(0, 6)}`;
}

function placeOf(target: Target | ImageSource): Pick<Diagnostic, 'place'> {
  return target.place === undefined ? {} : { place: target.place };
}
