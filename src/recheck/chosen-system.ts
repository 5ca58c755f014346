import { DoxError } from '../base/dox-error.ts';
import type { TrackerReference } from './bug-reference.ts';
import type { JobOutcome } from './diagnose.ts';
import { isOfLaunchpad, systems } from './suggestion.ts';

/** What is typed to run tests again, and who says so. */
export interface ChosenSystem {
  /** The best first. */
  readonly templates: readonly string[];
  /** False where nobody has said it, so that it is what the CI system takes. */
  readonly isChosen: boolean;
}

interface Choice {
  /** A system or a template, by the command line. */
  readonly named: string | undefined;
  /** The templates of recheck.yml, or null. */
  readonly own: readonly string[] | null;
  /** The system where nobody names one. */
  readonly usual: string;
}

/** Throws `usage` for the name of a system that dox does not know. */
export function chosenSystem({ named, own, usual }: Choice): ChosenSystem {
  if (named === undefined) return { templates: own ?? systems[usual] ?? [], isChosen: own !== null };
  const known = Object.hasOwn(systems, named) ? systems[named] : undefined;
  if (known !== undefined) return { templates: known, isChosen: true };
  if (/^[\w-]+$/.test(named)) {
    const hint = `the systems are: ${Object.keys(systems).join(', ')}; or write what is to be typed: 'recheck bug {bug}'`;
    throw new DoxError('usage', `dox knows no system ${named}`, { hint });
  }
  return { templates: [named], isChosen: true };
}

/**
 * Where a person may search for bugs if the project has no tracker: in Launchpad for what is of OpenStack, as the templates that
 * were chosen say, or else the log. Null where nothing says so.
 */
export function whereOthersKeepBugs(
  { templates, isChosen }: ChosenSystem,
  outcomes: readonly Pick<JobOutcome, 'metadata'>[],
): TrackerReference | null {
  const isOpenStacks = isChosen
    ? templates.some(isOfLaunchpad)
    : outcomes.some(({ metadata }) => metadata.get('tags')?.includes('console'));
  return isOpenStacks ? { kind: 'launchpad', project: null } : null;
}
