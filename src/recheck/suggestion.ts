import { type BugReference, bugWord, type TrackerReference } from './bug-reference.ts';

/** What a template can name. */
export interface Blanks {
  readonly bug: BugReference | null;
  readonly reason: string | null;
  readonly job: string | null;
  readonly test: string | null;
  readonly run: string | null;
}

const names = ['bug', 'reason', 'job', 'test', 'run'] as const satisfies readonly (keyof Blanks)[];

/**
 * What is typed in each system, the best first: the first of which all blanks are known is taken. OpenStack's Zuul takes any
 * comment that begins with `recheck` (project-config, zuul.d/pipelines.yaml), its GitHub driver only the bare word; Neutron
 * asks for its own form (contributor guide, "gerrit-recheck"); Prow's `/retest` takes no target
 * (kubernetes-sigs/prow, pkg/pjutil/filter.go); gh's manual has `gh run rerun`.
 */
export const systems: Readonly<Record<string, readonly string[]>> = {
  zuul: ['recheck bug {bug}', 'recheck {reason}'],
  neutron: [
    'recheck {job}: {reason}, bug #{bug}',
    'recheck {job}: {reason}',
    'recheck {reason}, bug #{bug}',
    'recheck {reason}',
  ],
  'zuul-github': ['recheck'],
  prow: ['/test {job}', '/retest'],
  github: ['gh run rerun {run} --failed', 'gh run rerun --failed'],
};

/** The system where a project names none: the form that this chore began with. */
export const usualSystem = 'zuul';

/** OpenStack's bots take a bare number for a bug of Launchpad, whatever the tracker of the project. */
const ofLaunchpad: ReadonlySet<string> = new Set([...(systems.zuul ?? []), ...(systems.neutron ?? [])]);

/** Whether one types so where bugs are kept in Launchpad. */
export function isOfLaunchpad(template: string): boolean {
  return ofLaunchpad.has(template);
}

/**
 * The line to type: the first template of which all blanks are known; null if there is none. A bare number stands for a bug
 * of the project's tracker only.
 */
export function suggest(templates: readonly string[], blanks: Blanks, tracker: TrackerReference | null): string | null {
  for (const template of templates) {
    if (names.some((name) => blanks[name] === null && template.includes(`{${name}}`))) continue;
    const bug = blanks.bug === null ? null : bugWord(blanks.bug, ofLaunchpad.has(template) ? null : tracker);
    const words = { ...blanks, bug };
    return template.replace(/\{(bug|reason|job|test|run)\}/g, (_, name: keyof Blanks) => oneLine(words[name] ?? ''));
  }
  return null;
}

/** The blanks of a template that mean nothing, such as `{bugs}`. */
export function unknownBlanks(template: string): readonly string[] {
  const known: readonly string[] = names;
  return [...template.matchAll(/\{(\w{0,40})\}/g)].flatMap(([, name = '']) => (known.includes(name) ? [] : [name]));
}

export const blankNames: readonly string[] = names;

/** Text from a log is one line in a comment, whatever it is. */
function oneLine(text: string): string {
  return text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
