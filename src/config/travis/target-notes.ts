import { printable } from '../../base/printable.ts';

/** Names that are written out before they are only counted. */
const mostNames = 5;
/** Characters of a sentence. */
const longest = 300;

/** What is to be said of targets: the same sentence is said once, with the targets that it is about. */
export class TargetNotes {
  readonly #about = new Map<string, string[]>();

  /** `written` is a sentence without its full stop. */
  add(target: string, written: string): void {
    const sentence = printable(written).slice(0, longest);
    const targets = this.#about.get(sentence);
    if (targets === undefined) this.#about.set(sentence, [target]);
    else targets.push(target);
  }

  /** `all` is how many targets there could be. */
  list(all: number): readonly string[] {
    return [...this.#about].map(([sentence, targets]) => {
      if (targets.length === all && all > 1) return `all targets: ${sentence}`;
      const more = targets.length - mostNames;
      const named = targets.slice(0, mostNames).join(', ');
      return `${named}${more > 0 ? ` and ${more} more` : ''}: ${sentence}`;
    });
  }
}
