import { join } from 'node:path';
import { type Diagnostic, hasErrors } from '../../base/diagnostic.ts';
import type { Group, Target } from '../config.ts';
import type { ReadResult, SourceInput } from '../config-source.ts';
import { projectName } from '../project-name.ts';
import { holds } from './job-conditions.ts';
import { jobNames } from './job-names.ts';
import { jobTarget } from './job-target.ts';
import { pythonGroups } from './python-groups.ts';
import { readTravis } from './read-travis.ts';
import { TargetNotes } from './target-notes.ts';
import type { TravisJob, TravisProject } from './travis-project.ts';

/** Reads a .travis.yml as dox's own configuration: each job that runs on Linux is a target. */
export function readTravisConfig({ files, file, shown, env, names: asked }: SourceInput): ReadResult {
  const name = shown(file);
  const text = files.read(file);
  if (text === null) return refused({ severity: 'error', message: `${name} cannot be read` });
  const { project, diagnostics } = readTravis({ shown: name, text });
  if (project === null || hasErrors(diagnostics)) return { config: null, diagnostics };
  const notes = new TargetNotes();
  const staged = inStages(project).filter(({ job }) => job.os.startsWith('linux'));
  const jobs = staged.map(({ job }) => job);
  const names = jobNames(jobs);
  const made: StagedTarget[] = [];
  const defaults: string[] = [];
  for (const [at, { job, rank }] of staged.entries()) {
    const own = names[at] ?? job.language;
    const { target, notes: remarks } = jobTarget(own, job, files);
    for (const remark of remarks) notes.add(own, remark);
    if (target === null) continue;
    made.push({ target, job, rank });
    if (runsByItself(own, job, { project, env, notes })) defaults.push(own);
  }
  if (made.length === 0) return refused(noTargets(name, project, notes.list(0)));
  const targets = stageByStage(made);
  const groups = pythonGroups(asked, made);
  const config = {
    file: join(files.root, file),
    source: 'travis' as const,
    notes: [...groupNotes(groups, name), ...project.notes, ...elsewhere(project), ...notes.list(jobs.length)],
    root: files.root,
    project: projectName(files.root),
    cacheRegistry: null,
    // if none were left, a plain run could say nothing of its own
    defaults: defaults.length > 0 ? defaults : targets.map((target) => target.name),
    targets,
    ...(groups.length === 0 ? {} : { groups }),
  };
  return { config, diagnostics };
}

/** What a name stands for that is no job's. */
function groupNotes(groups: readonly Group[], file: string): readonly string[] {
  return groups
    .filter(({ targets }) => targets.length > 0)
    .map(({ name, targets }) => `${name} is no job of ${file}: it stands for ${targets.join(', ')}`);
}

function refused(diagnostic: Diagnostic): ReadResult {
  return { config: null, diagnostics: [diagnostic] };
}

function noTargets(name: string, project: TravisProject, notes: readonly string[]): Diagnostic {
  const reasons = [...elsewhere(project), ...notes].slice(0, 5).join('\n');
  const message = `no job of ${name} can run in a container`;
  return { severity: 'error', message, hint: reasons === '' ? 'write a dox.yml of your own' : reasons };
}

/** A job and the place of its stage among the others. */
interface StagedJob {
  readonly job: TravisJob;
  readonly rank: number;
}

/** The jobs in the order of their stages. */
function inStages({ jobs, stages }: TravisProject): readonly StagedJob[] {
  const order = [...new Set([...stages.map(({ name }) => name), ...stagesOf(jobs)].map((name) => name.toLowerCase()))];
  const named = stagesOf(jobs);
  const ranked = jobs.map((job, at) => ({ job, rank: order.indexOf((named[at] ?? '').toLowerCase()) }));
  return ranked.sort((left, right) => left.rank - right.rank);
}

interface StagedTarget extends StagedJob {
  readonly target: Target;
}

/**
 * A stage begins only when all before it have passed (https://docs.travis-ci.com/user/build-stages): each target needs those
 * of the stage before its own, but for the ones that may fail.
 */
function stageByStage(made: readonly StagedTarget[]): readonly Target[] {
  let before: readonly string[] = [];
  let own: string[] = [];
  let last = made[0]?.rank;
  return made.map(({ target, rank }) => {
    if (rank !== last && own.length > 0) {
      before = own;
      own = [];
    }
    last = rank;
    if (!target.allowFailure) own.push(target.name);
    return before.length === 0 ? target : { ...target, needs: before };
  });
}

/** The stage of each job: what comes before the first that is named is `test` (configs/stages.rb). */
function stagesOf(jobs: readonly TravisJob[]): readonly string[] {
  let last = 'test';
  return jobs.map(({ stage }) => {
    last = stage ?? last;
    return last;
  });
}

interface RunContext {
  readonly project: TravisProject;
  readonly env: SourceInput['env'];
  readonly notes: TargetNotes;
}

/** Whether a job runs when none is named: its own conditions, its stage's and its processor allow that. */
function runsByItself(name: string, job: TravisJob, { project, env, notes }: RunContext): boolean {
  const stage = project.stages.find((each) => each.name.toLowerCase() === (job.stage ?? 'test').toLowerCase());
  let runs = true;
  for (const condition of new Set([job.condition, stage?.condition ?? null])) {
    if (condition === null) continue;
    const answer = holds(condition, job, env);
    const shown = condition.replace(/\s+/g, ' ').trim().slice(0, 150);
    if (answer === null) notes.add(name, `runs, though dox cannot tell whether it should: if ${shown}`);
    if (answer === false) notes.add(name, `runs only with -e, since this does not hold here: if ${shown}`);
    runs &&= answer !== false;
  }
  if (job.arch === null || job.arch === 'amd64') return runs;
  notes.add(name, `runs only with -e, since it is for ${job.arch}`);
  return false;
}

/** What is said of jobs for other systems. */
function elsewhere({ jobs }: TravisProject): readonly string[] {
  const others = jobs.filter(({ os }) => !os.startsWith('linux'));
  if (others.length === 0) return [];
  const systems = [...new Set(others.map(({ os }) => os))].sort().join(', ');
  return [`${others.length} ${others.length === 1 ? 'job' : 'jobs'} for ${systems} left out: containers are Linux`];
}
