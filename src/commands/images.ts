import { formatBytes } from '../base/bytes.ts';
import { formatAge } from '../base/duration.ts';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import type { Lock } from '../config/lock.ts';
import { connect } from '../engine/connect.ts';
import type { Engine } from '../engine/engine.ts';
import type { Flags } from '../flags.ts';
import { lockedParts } from '../plan/locked.ts';
import type { ImagePlan, Plan, TargetPlan } from '../plan/plan.ts';
import { imageUses } from '../run/image-uses.ts';
import { type ListedImage, listedImages } from '../run/listed-images.ts';
import { resolveImage } from '../run/resolve-image.ts';
import { loadLock } from './load-lock.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';
import { wholePlan } from './whole-plan.ts';

/** A row of the list. */
interface Row extends ListedImage {
  /** The targets that the present configuration runs on it. */
  readonly targets: readonly string[];
}

/** `dox images`: what dox has prepared and built, for this project or (`--all`) for anybody, and who uses it. */
export async function images(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const [word, ...more] = words;
  if (word === 'push') {
    refuseWords('images push', more);
    return (await import('./push-images.ts')).pushImages(io, flags);
  }
  refuseWords('images', words);
  const project = flags.all ? null : await presentProject(io, flags);
  if (project === null && !flags.all) return ExitCode.usage;
  const controller = new AbortController();
  const deaf = io.onSignal(() => controller.abort());
  const engine = await connect({ env: io.env, home: io.user.home, uid: io.user.uid, signal: controller.signal });
  try {
    const uses = imageUses(xdgFolder(io, 'state'), engine.info.host);
    const all = listedImages(await engine.storedImages(), uses);
    const present = project === null ? new Map() : await presentTargets(project, engine, io);
    const rows = all
      .map((image): Row => ({ ...image, targets: image.names.flatMap((name) => present.get(name) ?? []) }))
      .filter((row) => project === null || isOf(project.plan, row));
    const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true));
    const plan = project?.plan ?? null;
    io.stdout.write(flags.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows, plan, io.now(), style.bold));
    return ExitCode.ok;
  } finally {
    deaf();
    await engine.close();
  }
}

interface PresentProject {
  /** Of all targets. */
  readonly plan: Plan;
  readonly lock: Lock | null;
}

/** What the present configuration asks for; null if it has mistakes, which have then been printed. */
async function presentProject(io: Io, flags: Flags): Promise<PresentProject | null> {
  const config = await loadProject(io, flags);
  if (config === null) return null;
  const { plan, diagnostics } = wholePlan(io, flags, config);
  printDiagnostics(io, flags, diagnostics);
  const locked = await loadLock(io, flags, config);
  return plan === null || locked === null ? null : { plan, lock: locked.lock };
}

/** The names of images → the targets that would run on them now. */
async function presentTargets(
  { plan, lock }: PresentProject,
  engine: Engine,
  io: Io,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { root, project } = plan;
  const locked = (image: ImagePlan) => lockedParts(image, lock, engine.info.platform);
  const folders = { cacheFolder: xdgFolder(io, 'cache'), stateFolder: xdgFolder(io, 'state') };
  const targets = new Map<string, string[]>();
  for (const image of plan.images) {
    const { reference } = await resolveImage(image, { engine, root, project, ...folders, locked, now: io.now });
    const isUser = (target: TargetPlan): boolean =>
      [target, ...target.services].some((container) => container.image === image.id);
    const users = plan.targets.filter(isUser).map(({ label }) => label);
    if (reference !== null) targets.set(reference, [...(targets.get(reference) ?? []), ...users]);
  }
  return targets;
}

function isOf({ project, root }: Plan, { targets, uses, project: made }: Row): boolean {
  return made === project || targets.length > 0 || uses.some((use) => use.root === root);
}

function table(rows: readonly Row[], plan: Plan | null, now: number, bold: (text: string) => string): string {
  if (rows.length === 0) return 'no images\n';
  const ago = (time: number): string => formatAge((now - time) / 1000);
  const cells = [
    ['IMAGE', 'SIZE', 'ITS OWN', 'AGE', 'LAST USE', 'USED BY'],
    ...rows.map((row) => [
      row.names[0] ?? row.id.slice(0, 19),
      formatBytes(row.size),
      formatBytes(row.ownSize),
      ago(row.created),
      row.lastUse === null ? '-' : `${ago(row.lastUse)} ago`,
      users(row, plan),
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((each) => each[column]?.length ?? 0))) ?? [];
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const sum = formatBytes(rows.reduce((total, { ownSize }) => total + ownSize, 0));
  const [head = '', ...rest] = lines;
  const count = rows.length === 1 ? '1 image' : `${rows.length} images`;
  return `${[bold(head), ...rest].join('\n')}\n${count}, ${sum} beside what they stand on\n`;
}

/** This project's targets as they are now; of other projects those that were seen to use it. */
function users({ targets, uses }: Row, plan: Plan | null): string {
  if (plan === null) {
    const seen = uses.map(({ project, target }) => `${project}: ${target}`);
    return [...new Set(seen)].join(', ') || '-';
  }
  if (targets.length > 0) return targets.join(', ');
  const before = [...new Set(uses.filter(({ root }) => root === plan.root).map(({ target }) => target))];
  return before.length > 0 ? `no target now (${before.join(', ')} before)` : 'no target now';
}
