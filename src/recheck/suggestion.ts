/** What a template can name. */
export interface Blanks {
  readonly bug: string | null;
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

/** The line to type: the first template of which all blanks are known; null if there is none. */
export function suggest(templates: readonly string[], blanks: Blanks): string | null {
  for (const template of templates) {
    if (names.some((name) => blanks[name] === null && template.includes(`{${name}}`))) continue;
    return template.replace(/\{(bug|reason|job|test|run)\}/g, (_, name: keyof Blanks) => oneLine(blanks[name] ?? ''));
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
