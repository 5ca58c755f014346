const headLines = 24;
const tailLines = 15;
const maxLength = 400;

/** Keeps the first and the last lines of a block of output, 40 in all, and says how many lie between. */
export class Excerpt {
  readonly #head: string[] = [];
  #tail: string[] = [];
  #left = 0;

  add(text: string): void {
    const line = text.length > maxLength ? `${text.slice(0, maxLength)} …` : text;
    if (this.#head.length < headLines) {
      this.#head.push(line);
      return;
    }
    this.#tail.push(line);
    if (this.#tail.length > tailLines) {
      this.#tail.shift();
      this.#left += 1;
    }
  }

  /** Without the blank lines at its end. */
  lines(): readonly string[] {
    const between = this.#left === 0 ? [] : [`… ${this.#left} ${this.#left === 1 ? 'line' : 'lines'} left out …`];
    const all = [...this.#head, ...between, ...this.#tail];
    while (all.at(-1)?.trim() === '') all.pop();
    return all;
  }
}
