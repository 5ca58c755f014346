import type { Group, Target } from '../config.ts';
import { isPythonOf, pythonOfFactor } from '../python-factor.ts';
import type { TargetPython } from '../tox/map/target-python.ts';
import type { TravisJob } from './travis-project.ts';

/** A job that is a target. */
interface JobTarget {
  readonly target: Pick<Target, 'name'>;
  readonly job: TravisJob;
}

/**
 * What tox's names of Pythons mean among the jobs, for those that the command line asks for and no job bears: `py27` is all
 * jobs of Python 2.7, and an error with what there is where there is none. Empty where no job is of a Python.
 */
export function pythonGroups(asked: readonly string[], jobs: readonly JobTarget[]): readonly Group[] {
  const known = jobs.flatMap((each) => {
    const python = pythonOf(each.job);
    return python === null ? [] : [{ name: each.target.name, ...python }];
  });
  const taken = new Set(jobs.map(({ target }) => target.name));
  return asked.flatMap((name) => {
    const python = taken.has(name) ? null : pythonOfFactor(name);
    if (python === null || known.length === 0) return [];
    const fitting = known.filter(({ implementation, version }) => isPythonOf(python, implementation, version));
    const targets = fitting.map((each) => each.name);
    return [targets.length > 0 ? { name, targets } : { name, targets, hint: noneOf(python, known, jobs.length) }];
  });
}

interface JobPython {
  readonly implementation: string;
  readonly version: string;
}

interface KnownJob extends JobPython {
  readonly name: string;
}

/** A job's Python as Travis writes it: `3.6`, `3.12-dev`, `pypy3.6-7.3.1`; null for another language, or what has no number. */
function pythonOf({ language, version }: TravisJob): JobPython | null {
  if (language !== 'python' || version === null) return null;
  const [, pypy, digits] = /^(pypy)?(\d+(?:\.\d+)*)?/.exec(version) ?? [];
  if (pypy !== undefined) return { implementation: 'pypy', version: digits ?? '2.7' };
  return digits === undefined ? null : { implementation: 'python', version: digits };
}

const mostListed = 30;

function noneOf({ name }: TargetPython, known: readonly KnownJob[], all: number): string {
  const listed = known.slice(0, mostListed).map((each) => {
    return `${each.name} (${each.implementation} ${each.version})`;
  });
  const more = all - listed.length;
  return `no job is of ${name}; there are ${listed.join(', ')}${more > 0 ? ` and ${more} more: \`dox list\`` : ''}`;
}
