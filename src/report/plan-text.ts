import { formatBytes } from '../base/bytes.ts';
import { formatAge, formatSeconds } from '../base/duration.ts';
import { shellQuoteAll } from '../base/shell-quote.ts';
import type { Style } from '../base/style.ts';
import { bindepLine } from '../config/bindep/bindep-rule.ts';
import type { Command } from '../config/config.ts';
import { usualGrace } from '../config/usual-grace.ts';
import type { ContainerPlan, ImagePlan, Plan, TargetPlan } from '../plan/plan.ts';
import type { ResolvedImage } from '../run/resolve-image.ts';
import { servicesText } from './services-text.ts';

/** What `dox plan` and `dox -n` print: for each target its image, what is put on it, and what runs in it. */
export function planText(plan: Plan, resolved: readonly ResolvedImage[] | null, style: Style): string {
  const lines: string[] = [];
  for (const target of plan.targets) {
    const image = plan.images.find(({ id }) => id === target.image);
    const found = resolved?.[plan.images.findIndex(({ id }) => id === target.image)];
    lines.push(`${style.bold(target.label)}${target.allowFailure ? ' (may fail)' : ''}`);
    if (image !== undefined) lines.push(...imageLines(image, found));
    lines.push(...containerLines(target, plan.root));
    lines.push(...servicesText(target.services, plan.images));
    lines.push('  commands:', ...target.commands.flatMap(commandLines), '');
  }
  for (const { label, reason, skipped } of plan.obstructed) {
    lines.push(style.bold(label), `  ${skipped ? 'skipped' : 'cannot run'}: ${reason}`, '');
  }
  return lines.join('\n');
}

function imageLines(image: ImagePlan, found: ResolvedImage | undefined): string[] {
  const rows: (readonly [string, string])[] = [[image.base.kind === 'build' ? 'dockerfile' : 'image', image.label]];
  if (image.base.kind === 'curated')
    rows.push(['made of', `${image.base.base} and ${image.base.package} ${image.base.spec}`]);
  if (image.platform !== null) rows.push(['platform', image.platform]);
  const system = image.system.map(({ name, version }) => {
    const has = found?.system[name];
    return `${name}${version === null ? '' : ` ${version}`}${has ? ` (${has})` : ''}`;
  });
  if (system.length > 0) rows.push(['system', system.join(', ')]);
  rows.push(...bindepRows(image, found));
  if (image.add.length > 0) rows.push(['add', image.add.join(', ')]);
  if (image.prep.length > 0) rows.push(['prep', image.prep.join('; ').replaceAll('\n', '; ')]);
  if (image.cache.length > 0) rows.push(['cache', image.cache.join(', ')]);
  if (image.snapshot !== null) rows.push(['snapshot', image.snapshot]);
  if (image.maxAge !== null) rows.push(['max_age', formatAge(image.maxAge)]);
  if (image.rebuild !== 'no')
    rows.push(['rebuild', image.rebuild === 'all' ? 'base and prepared image' : 'prepared image']);
  if (found !== undefined) {
    rows.push(['base', found.base ?? 'not here: it would be pulled or built']);
    if (found.reference !== null) rows.push(['runs', `${found.reference}${found.present ? '' : ' (would be built)'}`]);
    if (found.renewed !== null) rows.push(['renews', found.renewed]);
  }
  return rows.map(([key, value]) => `  ${key}: ${value}`);
}

/** The rules, or what they come to where the engine has the base. */
function bindepRows({ bindep }: ImagePlan, found: ResolvedImage | undefined): [string, string][] {
  if (bindep === null) return [];
  const { file, profiles, rules } = bindep;
  const from = `${file} for ${profiles.join(', ')}`;
  const chosen = found?.bindep;
  if (!chosen) return [['bindep', `${from}: ${rules.map(bindepLine).join(', ')}`]];
  const named = chosen.map((name) => (found.system[name] ? `${name} (${found.system[name]})` : name));
  return [['bindep', `${from}: ${named.join(', ') || 'no packages on this distribution'}`]];
}

function containerLines(target: TargetPlan, root: string): string[] {
  const { container } = target;
  const rows: [string, string | null][] = [
    ['mounts', [`${root} → /src`, ...container.volumes.map((each) => `${each.source} → ${each.target}`)].join(', ')],
    ['user', container.user ?? 'you'],
    ['environment', Object.keys(target.env).join(', ')],
    ['shell', target.shell?.join(' ') ?? null],
    ['needs', target.needs.join(', ')],
    ['timeout', target.timeout === null ? null : formatSeconds(target.timeout)],
    ['grace', target.grace === usualGrace ? null : formatSeconds(target.grace)],
    ['artifacts', target.artifacts.join(', ')],
    ...limits(container),
  ];
  return rows.flatMap(([key, value]) => (value === null || value === '' ? [] : [`  ${key}: ${value}`]));
}

function limits(container: ContainerPlan): [string, string | null][] {
  const { network, privileged, capAdd, devices, memory, cpus, shmSize, tmpfs, entrypoint } = container;
  return [
    ['network', network === 'bridge' ? null : network],
    ['privileged', privileged ? 'yes' : null],
    ['cap_add', capAdd.join(', ')],
    ['devices', devices.join(', ')],
    ['memory', memory === null ? null : formatBytes(memory)],
    ['cpus', cpus === null ? null : String(cpus)],
    ['shm_size', shmSize === null ? null : formatBytes(shmSize)],
    ['tmpfs', Object.keys(tmpfs).join(', ')],
    ['entrypoint', entrypoint === null || entrypoint === 'image' ? entrypoint : shellQuoteAll(entrypoint)],
  ];
}

function commandLines(command: Command): string[] {
  const text = command.kind === 'script' ? scriptText(command) : argvText(command);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
}

function scriptText({ text, keepGoing }: Extract<Command, { kind: 'script' }>): string {
  return keepGoing ? `${text.trimEnd()}   # a failure stops nothing` : text;
}

/** With the marks that tox has for them; what follows a failure is said behind. */
function argvText({ argv, ignoreExit, invertExit, keepGoing, always }: Extract<Command, { kind: 'argv' }>): string {
  const marks = `${ignoreExit ? '- ' : ''}${invertExit ? '! ' : ''}`;
  const more = always ? '   # also after a failure' : keepGoing ? '   # a failure stops nothing' : '';
  return `${marks}${shellQuoteAll(argv)}${more}`;
}
