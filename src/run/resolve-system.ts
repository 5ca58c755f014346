import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import { choosePackages, parseResolve, resolveScript } from '../plan/apt.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { ImageContext } from './prepare-image.ts';
import { runScript } from './run-script.ts';

/**
 * Asks the archive that the base image is set up for which versions there are, and picks for each package the
 * newest that is wanted. Throws `version-unavailable` with those that are to be had, or `build-failed`.
 */
export async function resolveSystem(
  plan: ImagePlan,
  base: string,
  context: ImageContext,
): Promise<ReadonlyMap<string, string | null>> {
  const { engine, project, run, owner, signal } = context;
  const script = resolveScript(plan.system.map(({ name }) => name));
  const labels = { [Label.kind]: 'resolve', [Label.project]: project, [Label.run]: run, [Label.owner]: owner };
  const { output } = await runScript(engine, { image: base, script, labels, signal });
  const answer = parseResolve(output);
  if (answer.kind === 'no-apt') {
    const hint = 'take a Debian or Ubuntu base, or install the packages with `prep`';
    const message = `${plan.label} (${answer.distribution}) has no apt, and \`system\` knows only apt so far`;
    throw new DoxError('usage', message, { hint });
  }
  if (answer.kind === 'update-failed') {
    const hint = 'is the archive reachable from the container, and does it still carry this release?';
    const message = `${plan.label}: apt-get update failed`;
    throw new DoxError('build-failed', message, { detail: answer.tail, hint, retryMayHelp: true });
  }
  const chosen = choosePackages(plan.system, answer.versions, answer.providers);
  if (chosen.ok) return chosen.exact;
  const detail = chosen.problems
    .map(({ package: name, wanted, available, providers }) => {
      const other =
        providers.length > 0 ? `it stands for one of: ${providers.join(', ')}` : 'the archive has no such package';
      const have = available.length > 0 ? `to be had: ${available.join(', ')}` : other;
      return `${name}${wanted === null ? '' : ` ${wanted}`}: ${have}`;
    })
    .join('\n');
  const hint = 'ask for one of these under `system`, or take another base image';
  throw new DoxError('version-unavailable', `${plan.label}: not every \`system\` package is to be had`, {
    detail,
    hint,
  });
}
