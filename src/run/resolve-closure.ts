import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import { parseSimulation, simulateScript } from '../plan/apt-simulate.ts';
import { aptInstall } from './curated-files.ts';
import type { ImageContext } from './image-context.ts';
import { resolveSystem, type Wanted } from './resolve-system.ts';
import { runScript } from './run-script.ts';

/**
 * Asks the archive what installing packages on a base would bring there: each of them in the newest version that is
 * wanted, and all that they pull in. Throws as resolveSystem does, or `build-failed` where apt finds no way.
 */
export async function resolveClosure(wanted: Wanted, context: ImageContext): Promise<ReadonlyMap<string, string>> {
  if (wanted.system.length === 0) return new Map();
  const exact = await resolveSystem(wanted, context);
  const { engine, project, run, owner, signal } = context;
  const { label, base, snapshot, prefer = new Map() } = wanted;
  const script = simulateScript({ source: { script: aptInstall(), snapshot }, exact, prefer });
  const labels = { [Label.kind]: 'resolve', [Label.project]: project, [Label.run]: run, [Label.owner]: owner };
  const { output } = await runScript(engine, { image: base, script, labels, signal });
  const answer = parseSimulation(output);
  if (answer.ok) return answer.packages;
  const message = `${label}: apt-get cannot install these packages together`;
  throw new DoxError('build-failed', message, { detail: answer.tail });
}
