import { posix } from 'node:path';
import { shellQuote } from '../base/shell-quote.ts';
import type { TargetResult } from '../run/event.ts';
import type { CiMarks } from './ci-marks.ts';
import { isExplained, isTolerated, type KnownTest, knownTests, placeInTree, type Tree } from './known-tests.ts';
import { plainLine, plainText, shortened } from './plain-text.ts';

interface GithubOptions {
  /** A word that no test can guess. */
  readonly random: () => string;
  /** GITHUB_WORKSPACE: what the files of annotations are relative to. */
  readonly workspace: string | null;
  readonly exists: Tree['exists'];
}

/** GitHub shows no more of one kind in a step. */
const mostAnnotations = 10;

/**
 * The workflow commands of GitHub Actions: a group round each target's output, and an annotation for what failed.
 * The runner obeys them in every line that it is shown, so that between dox's own ones it is told to obey none: a
 * test that prints `::add-mask::` only prints.
 */
export function githubMarks({ random, workspace, exists }: GithubOptions): CiMarks {
  let token: string | null = null;
  let open = false;
  let tree: Tree = { root: '/', exists };
  const stop = (): string => {
    token = random();
    return `::stop-commands::${token}\n`;
  };
  const resume = (): string => {
    const line = token === null ? '' : `::${token}::\n`;
    token = null;
    return line;
  };
  const close = (): string => {
    const line = open ? '::endgroup::\n' : '';
    open = false;
    return line;
  };
  return {
    begin(event) {
      tree = { root: event.root, exists };
      return stop();
    },
    open({ target, image }) {
      const before = `${resume()}${close()}`; // a try before this one
      open = true;
      return `${before}::group::${data(plainLine(`${target} on ${image}`))}\n${stop()}`;
    },
    close({ result }) {
      const lines = annotations(result, tree, workspace);
      return `${resume()}${close()}${lines.map((line) => `${line}\n`).join('')}${stop()}`;
    },
    ended({ problem }) {
      if (problem === null) return '';
      return `${resume()}${close()}::error title=dox could not run::${data(problem)}\n${stop()}`;
    },
    end: () => `${resume()}${close()}`,
  };
}

function annotations(target: TargetResult, tree: Tree, workspace: string | null): readonly string[] {
  if (target.verdict === 'passed' || target.verdict === 'skipped') return [];
  const level = isTolerated(target) ? 'warning' : 'error';
  const failed = knownTests(target).filter(({ outcome }) => outcome !== 'flaky');
  const own = isExplained(target) ? [] : [ownAnnotation(target, level)];
  const tests = failed.map((test) => testAnnotation(test, { target, level, tree, workspace }));
  return [...own, ...tests].slice(0, mostAnnotations);
}

function ownAnnotation(target: TargetResult, level: string): string {
  const { rerun } = target;
  const lines = [target.reason ?? target.verdict, ...(target.hint === null ? [] : [`hint: ${target.hint}`])];
  if (rerun !== null && 'words' in rerun) lines.push(`run again: dox ${rerun.words.map(shellQuote).join(' ')}`);
  return `::${level} title=${title(`${target.label}: ${target.verdict}`)}::${data(lines.join('\n'))}`;
}

interface AnnotationContext {
  readonly target: TargetResult;
  readonly level: string;
  readonly tree: Tree;
  readonly workspace: string | null;
}

function testAnnotation({ id, tries }: KnownTest, { target, level, tree, workspace }: AnnotationContext): string {
  const failures = tries.flat();
  const [failure] = failures;
  const place = failure === undefined ? null : placeInTree({ ...failure, line: null }, tree);
  const words = place === null ? [] : [`file=${property(inWorkspace(place, tree.root, workspace))}`];
  if (place !== null && failure?.line != null) words.push(`line=${failure.line}`);
  words.push(`title=${title(`${id} (${target.label})`)}`);
  const messages = failures.flatMap(({ message }) => (message === null ? [] : [message]));
  return `::${level} ${words.join(',')}::${data(messages.length === 0 ? 'failed' : messages.join('\n'))}`;
}

function inWorkspace(place: string, root: string, workspace: string | null): string {
  if (workspace === null) return place;
  const path = posix.relative(workspace, posix.join(root, place));
  return path.startsWith('../') ? place : path;
}

/** What stands behind the second `::`. The runner takes `%25`, `%0D` and `%0A` back. */
function data(text: string): string {
  return shortened(plainText(text), 4000).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function title(text: string): string {
  return property(shortened(plainLine(text), 200));
}

/** What stands behind a `name=`. */
function property(text: string): string {
  return data(plainLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
