import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Command, Config, ImageSource, Target } from '../config/config.ts';
import { isImageReference } from './image-reference.ts';
import type { Options } from './options.ts';
import { passedEnvironment } from './pass-env.ts';
import type { ContainerPlan, ImagePlan, Plan, TargetPlan, VolumePlan } from './plan.ts';
import { fillPosargs } from './posargs.ts';
import { selectTargets } from './select.ts';
import { splitCommands } from './split-commands.ts';

/** A plan, or the reasons why there is none; warnings may come with a plan. */
export interface Planned {
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns what the project asks for and what the command line asks for into all that will be done. */
export function makePlan(config: Config, options: Options, env: Readonly<Record<string, string | undefined>>): Planned {
  const { targets, defaults } = config;
  const { environments, skipEnv } = options;
  const selection = selectTargets({ targets: targets.map(({ name }) => name), defaults, environments, skip: skipEnv });
  const diagnostics = [...selection.diagnostics];
  const images = new Map<string, ImagePlan>();
  const plans: TargetPlan[] = [];
  for (const name of selection.selected) {
    const target = targets.find((each) => each.name === name);
    if (target === undefined) continue;
    const commands = commandsOf(target, options);
    if (typeof commands === 'string') {
      const place = options.direct === null ? placeOf(target) : {};
      diagnostics.push({ severity: 'error', message: `target "${name}": ${commands}`, ...place });
      continue;
    }
    const sources = imagesOf(target, options);
    for (const source of sources) {
      if (source.kind === 'reference' && !isImageReference(source.reference)) {
        const message = `target "${name}": "${source.reference}" cannot be an image's name`;
        const hint = 'such as debian:bookworm-slim or registry.example:5000/team/image:1.2';
        diagnostics.push({ severity: 'error', message, hint, ...(source.place ? { place: source.place } : {}) });
        continue;
      }
      const image = imagePlan(source, target, options.rebuild);
      images.set(image.id, image);
      const label = sources.length > 1 ? `${name} (${image.label})` : name;
      plans.push(targetPlan({ target, label, image, commands, config, options, env }));
    }
  }
  if (diagnostics.some((each) => each.severity === 'error')) return { plan: null, diagnostics };
  const { root, project, file } = config;
  const { pull, failFast, keep } = options;
  return {
    plan: { project, root, file, images: [...images.values()], targets: plans, pull, failFast, keep },
    diagnostics,
  };
}

function commandsOf(target: Target, options: Options): readonly Command[] | string {
  if (options.direct === 'shell') return [interactiveShell(target.shell)];
  if (options.direct === 'command')
    return options.args.length > 0 ? [wholeCommand(options.args)] : '-c needs a command';
  const filled = fillPosargs(target.commands, target.commandsForm, options.args);
  if (!filled.ok) return filled.reason;
  const idle = !target.allowEmpty && filled.commands.every(doesNothing);
  if (idle) return 'its commands do nothing: they are empty, or only comments';
  return target.commandsForm === 'block' ? filled.commands.flatMap(commandsOfBlock) : filled.commands;
}

/** Each command of a block for itself, so that the one that fails can be named. */
function commandsOfBlock(block: Command): readonly Command[] {
  if (block.kind !== 'script') return [block];
  const pieces = splitCommands(block.text);
  return pieces.length === 0 ? [block] : pieces.map((text) => ({ ...block, text }));
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

function imagePlan(source: ImageSource, target: Target, rebuild: Options['rebuild']): ImagePlan {
  const { platform, system, add, prep } = target;
  const { place: _, ...base } = source;
  const bare = system.map(({ name, version }) => ({ name, version }));
  const label = source.kind === 'reference' ? source.reference : source.dockerfile;
  const recipe = JSON.stringify([base, platform, bare, add, prep]);
  const id = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  return { id, label, base, platform, system: bare, add, prep, rebuild };
}

interface TargetInput {
  readonly target: Target;
  readonly label: string;
  readonly image: ImagePlan;
  readonly commands: readonly Command[];
  readonly config: Config;
  readonly options: Options;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function targetPlan({ target, label, image, commands, config, options, env }: TargetInput): TargetPlan {
  const onlyHere = image.base.kind === 'reference' && (options.images.length > 0 || label !== target.name);
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
    env: { ...passedEnvironment(env, target.passEnv), ...target.env },
    timeout: options.timeout ?? target.timeout,
    artifacts: options.direct === null ? target.artifacts : [],
    allowFailure: target.allowFailure,
    allowEmpty: target.allowEmpty,
    direct: options.direct !== null,
    container: containerPlan(target, config.root),
  };
}

function containerPlan(target: Target, root: string): ContainerPlan {
  const { user, network, privileged, capAdd, devices, shmSize, memory, cpus, entrypoint } = target;
  const tmpfs = Object.fromEntries(target.tmpfs.map((entry) => splitOnce(entry, ':')));
  const volumes = target.volumes.map((entry) => volumePlan(entry, root));
  return { user, network, privileged, capAdd, devices, shmSize, memory, cpus, entrypoint, tmpfs, volumes };
}

function volumePlan(entry: string, root: string): VolumePlan {
  const [source, rest] = splitOnce(entry, ':');
  const [target, mode] = splitOnce(rest, ':');
  const path = source.replace(/^~(?=\/|$)/, homedir());
  const isPath = path.startsWith('.') || path.startsWith('/');
  return {
    kind: isPath ? 'bind' : 'volume',
    source: isPath ? resolve(root, path) : source,
    target,
    readOnly: mode.split(',').includes('ro'),
  };
}

/** A file name that tells the label apart from any other: the label where it is plain, else with a short hash. */
function folderName(label: string): string {
  const plain = label.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|-+$/g, '');
  if (plain === label) return label;
  return `${plain.slice(0, 60)}-${createHash('sha256').update(label).digest('hex').slice(0, 6)}`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function placeOf(target: Target): Pick<Diagnostic, 'place'> {
  return target.place === undefined ? {} : { place: target.place };
}
