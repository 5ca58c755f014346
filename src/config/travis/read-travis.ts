import type { Diagnostic } from '../../base/diagnostic.ts';
import { decodeText } from '../decode-text.ts';
import { DiagnosticLog } from '../diagnostic-log.ts';
import { parseYaml } from '../parse-yaml.ts';
import type { Tree } from '../yaml-tree.ts';
import { expandMatrix, sizeProblem } from './expand-matrix.ts';
import { normalRoot } from './normal-root.ts';
import { Notes } from './notes.ts';
import { readJob } from './read-job.ts';
import type { TravisProject, TravisStage } from './travis-project.ts';
import { firstText } from './tree-values.ts';

export interface TravisFile {
  /** What diagnostics name the file. */
  readonly shown: string;
  readonly text: string | Uint8Array;
}

export interface TravisReading {
  /** Null if the file says nothing that Travis could read; then there are diagnostics. */
  readonly project: TravisProject | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** What Travis makes of a .travis.yml. It takes blanks off the end of the text before it reads it, and so does this. */
export function readTravis({ shown, text }: TravisFile): TravisReading {
  const decoded = decodeText(text);
  if (!decoded.ok) {
    const message = `${shown} cannot be read: ${decoded.reason}`;
    return { project: null, diagnostics: [{ severity: 'error', message, hint: 'it must be a YAML text in UTF-8' }] };
  }
  const log = new DiagnosticLog(shown, decoded.text.trimEnd());
  const project = readProject(log);
  return { project, diagnostics: log.diagnostics() };
}

function readProject(log: DiagnosticLog): TravisProject | null {
  const notes = new Notes(log);
  const tree = parseYaml(log.text, log, {
    twice: (name, span) => notes.add(span, `the key "${name}" is given twice; the last one counts`),
  });
  if (log.diagnostics().length > 0) return null;
  if (tree?.kind !== 'map') {
    const span = tree?.span ?? { start: 0, end: 0 };
    log.error(
      span,
      'the file must be a mapping of keys to values',
      'for example:\nlanguage: python\nscript: make test',
    );
    return null;
  }
  const root = normalRoot(tree, notes);
  const problem = sizeProblem(root);
  if (problem !== null) {
    log.error(tree.span, problem, 'list what the tests need in "jobs: include:"');
    return null;
  }
  const jobs = expandMatrix(root).map((job) => readJob(job, { root, log }));
  return {
    jobs,
    stages: root.stages.flatMap(readStage),
    condition: textIn(root.shared.get('if')),
    fastFinish: root.fastFinish,
    notes: notes.list(),
  };
}

function readStage(tree: Tree): readonly TravisStage[] {
  if (tree.kind !== 'map') {
    const name = firstText(tree)?.text;
    return name === undefined ? [] : [{ name, condition: null }];
  }
  const name = textIn(tree.entries.get('name')?.value);
  return name === null ? [] : [{ name, condition: textIn(tree.entries.get('if')?.value) }];
}

function textIn(tree: Tree | undefined): string | null {
  return tree === undefined ? null : (firstText(tree)?.text ?? null);
}
