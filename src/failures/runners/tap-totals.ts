const total = /^# (tests|pass|fail|skip|skipped|todo|cancelled|suites) +(\d{1,9})$/;
const nodeTap = /^# \{ total: (\d{1,9}), pass: (\d{1,9})(?:, fail: (\d{1,9}))?/;
const skippedThere = /[,{] skip: (\d{1,9})/;

/** The comments at the end of a document that count its tests: `# tests 9`, or `# { total: 9, pass: 8, fail: 1 }` of node-tap. */
export class TapTotals {
  readonly #numbers = new Map<string, number>();
  /** Some of them are node:test's alone. */
  isOfNodetest = false;

  get isEmpty(): boolean {
    return this.#numbers.size === 0;
  }

  get(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  /** False if the line is none of them. */
  add(text: string): boolean {
    if (!text.startsWith('# ') || text.length > 400) return false;
    const told = total.exec(text);
    if (told?.[1] !== undefined) this.#numbers.set(told[1], Number(told[2]));
    else if (text.startsWith('# { total: ')) this.#addAll(text);
    else if (!text.startsWith('# duration_ms ')) return false;
    this.isOfNodetest ||= told?.[1] === 'cancelled' || text.startsWith('# duration_ms ');
    return true;
  }

  #addAll(text: string): void {
    const told = nodeTap.exec(text);
    if (told === null) return;
    this.#numbers.set('tests', Number(told[1]));
    this.#numbers.set('fail', Number(told[3] ?? 0));
    this.#numbers.set('skip', Number(skippedThere.exec(text)?.[1] ?? 0));
  }
}
