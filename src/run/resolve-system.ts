import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import {
  choosePackages,
  parseResolve,
  preferVersions,
  type Resolved,
  resolveScript,
  type Unavailable,
} from '../plan/apt.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { aptInstall } from './curated-files.ts';
import type { ImageContext } from './image-context.ts';
import { runScript } from './run-script.ts';

/** What is wanted, and where it is to be looked for. */
export interface Wanted extends Pick<ImagePlan, 'label' | 'system'> {
  /** The id of the base image. */
  readonly base: string;
  /** Archives instead of those that the base image is set up for: see images/apt-install. */
  readonly snapshot: string | null;
  /** Versions that are to be taken where they will do and are still there. */
  readonly prefer?: ReadonlyMap<string, string>;
}

/**
 * Asks the archive that the base image is set up for, or the snapshot, which versions there are, and picks for each
 * package the newest that is wanted. Throws `version-unavailable` with those that are to be had, or `build-failed`.
 */
export async function resolveSystem(
  { system, prefer = new Map(), ...where }: Wanted,
  context: ImageContext,
): Promise<ReadonlyMap<string, string | null>> {
  const { versions, providers } = await archiveVersions(
    { ...where, packages: system.map(({ name }) => name) },
    context,
  );
  const chosen = choosePackages(preferVersions(system, prefer, versions), versions, providers);
  if (chosen.ok) return chosen.exact;
  const placeOf = new Map(system.map(({ name, place }) => [name, place]));
  const detail = chosen.problems
    .map(({ package: name, wanted, available, providers }) => {
      const place = placeOf.get(name);
      const from = place === undefined ? '' : ` (${place.file}:${place.line})`;
      const other =
        providers.length > 0 ? `it stands for one of: ${providers.join(', ')}` : 'the archive has no such package';
      const have = available.length > 0 ? `to be had: ${available.join(', ')}` : other;
      return `${name}${wanted === null ? '' : ` ${wanted}`}${from}: ${have}`;
    })
    .join('\n');
  const hint = hintFor(chosen.problems);
  const message = `${where.label}: not every package is to be had as wanted`;
  throw new DoxError('version-unavailable', message, { detail, hint });
}

/** What to do next, where some of the packages, or none, are there under that name or another. */
export function hintFor(problems: readonly Pick<Unavailable, 'available' | 'providers'>[]): string {
  const hasChoice = problems.some(({ available, providers }) => available.length + providers.length > 0);
  return hasChoice
    ? 'ask for one of these, or take another base image'
    : 'packages may have other names in this distribution: `apt-cache search` there finds them; or take another base image';
}

interface Asked extends Pick<Wanted, 'label' | 'base' | 'snapshot'> {
  readonly packages: readonly string[];
}

/** Asks the archive which versions of packages there are. */
export async function archiveVersions(
  { label, packages, base, snapshot }: Asked,
  context: ImageContext,
): Promise<Extract<Resolved, { kind: 'table' }>> {
  const { engine, project, run, owner, signal } = context;
  const script = resolveScript(packages, { script: aptInstall(), snapshot });
  const labels = { [Label.kind]: 'resolve', [Label.project]: project, [Label.run]: run, [Label.owner]: owner };
  const { output } = await runScript(engine, { image: base, script, labels, signal });
  const answer = parseResolve(output);
  if (answer.kind === 'no-apt') {
    const hint = 'take a Debian or Ubuntu base, or install the packages with `prep`';
    const message = `${label} (${answer.distribution}) has no apt, and \`system\` knows only apt so far`;
    throw new DoxError('usage', message, { hint });
  }
  if (answer.kind === 'update-failed') {
    const hint = 'is the archive reachable from the container, and does it still carry this release?';
    const message = `${label}: apt-get update failed`;
    throw new DoxError('build-failed', message, { detail: answer.tail, hint, retryMayHelp: true });
  }
  return answer;
}
