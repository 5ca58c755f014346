import { blank, bracketed, type LinePrefix, matches, named, opening } from './line-prefix.ts';
import type { Trigger } from './parser.ts';

/** More names are not kept: nobody has so many branches. */
const maxNames = 1000;
const maxName = 200;
const pipeline = '[Pipeline] [';
const branch = '] { (Branch: ';
const attaching = 'Attaching to ';
const pod = '[pod/';

/**
 * Labels that the log itself announces, wherever that is in it, so that only these are taken off the lines that follow:
 * the branches of a Jenkins pipeline (before workflow-job 2.26 had the plain console without them), what docker compose
 * attaches to; `[pod/…]` announces itself.
 */
export class AnnouncedLabels {
  readonly triggers: readonly Trigger[] = [pipeline, attaching, pod].map((start) => ({ start }));
  readonly #branches = new Set<string>();
  readonly #services = new Set<string>();
  #pods = false;

  /** Whether any label is known. */
  some = false;

  /** Takes a line without its other prefixes; true if lines may have labels from now on that had none before. */
  learn(line: string): boolean {
    const isNew = this.#learn(line);
    this.some ||= isNew;
    return isNew;
  }

  #learn(line: string): boolean {
    if (line.startsWith(pod)) {
      const isFirst = !this.#pods && bracketed.length(Buffer.from(line, 'latin1'), 0, line.length) > 0;
      this.#pods ||= isFirst;
      return isFirst;
    }
    if (line.startsWith(attaching)) {
      return (
        line
          .slice(attaching.length)
          .split(', ')
          .filter((name) => this.#attach(name.trim())).length > 0
      );
    }
    const end = line.indexOf(branch);
    const name = line.slice(pipeline.length, end);
    if (end < 0 || line.trimEnd() !== `${pipeline}${name}${branch}${name})`) return false;
    return put(this.#branches, name);
  }

  /**
   * The lines have a service's name with that of the project or, as compose 1 has it (`name_without_project`), without it.
   * Both may hold what stands between them, so that any part that ends the name may be the service's.
   */
  #attach(name: string): boolean {
    const ends = [...name.slice(0, maxName).matchAll(/[-_]/g)].map(({ index }) => name.slice(index + 1));
    return [name, ...ends].filter((each) => put(this.#services, each)).length > 0;
  }

  readonly prefix: LinePrefix = {
    name: 'announced',
    length: (line, start, end) => {
      if (start < end && line[start] === opening) {
        if (this.#pods && matches(pod, line, start, end)) return bracketed.length(line, start, end);
        return this.#branches.size === 0 ? 0 : this.#branchLength(line, start, end);
      }
      if (this.#services.size === 0) return 0;
      const length = named.length(line, start, end);
      return length > 0 && this.#services.has(named.label?.(line, start, length) ?? '') ? length : 0;
    },
    label: (line, start, length) =>
      line[start] === opening
        ? line
            .toString('latin1', start + 1, start + length)
            .trimEnd()
            .slice(0, -1)
        : (named.label?.(line, start, length) ?? ''),
  };

  /** Branches within branches have a prefix each; `[b]: x` is what the branch before it printed. */
  #branchLength(line: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && line[at] === opening) {
      const head = line.toString('latin1', at, Math.min(end, at + maxName + 2));
      const close = head.indexOf(']');
      if (close < 0 || !this.#branches.has(head.slice(1, close))) break;
      const next = at + close + 1;
      if (next < end && line[next] !== blank) break;
      at = Math.min(next + 1, end);
    }
    return at - start;
  }
}

/** False if it is no name, or known, or one too many. */
function put(names: Set<string>, name: string): boolean {
  if (name === '' || name.length > maxName || names.has(name) || names.size >= maxNames) return false;
  names.add(name);
  return true;
}
