/**
 * Finds which of many texts occur in a line, all at once and in one pass (the automaton of Aho and Corasick), whatever
 * their capitals. The texts are ASCII, and lines are bytes, so that they need not be decoded.
 */
export class LiteralScanner {
  /** Which column of the table a byte has; 0 is for those that are in no text. */
  readonly #columns = new Uint8Array(256);
  readonly #width: number;
  /** `state * width + column` gives the next state, times the width. */
  readonly #next: Int32Array;
  /** By state: the numbers of the texts that end there. */
  readonly #found: readonly (readonly number[])[];
  readonly #ends: Uint8Array;

  /** Texts are known by their place in the list; empty ones are never found. */
  constructor(texts: readonly string[]) {
    const lower = texts.map((text) => text.toLowerCase());
    const used = [...new Set(lower.join(''))].map((character) => character.charCodeAt(0)).filter((code) => code < 256);
    used.forEach((code, index) => {
      this.#columns[code] = index + 1;
      if (code >= 0x61 && code <= 0x7a) this.#columns[code - 0x20] = index + 1;
    });
    this.#width = used.length + 1;
    const trie = new Trie(this.#columns);
    for (const [index, text] of lower.entries()) trie.add(text, index);
    const { next, found } = trie.automaton(this.#width);
    this.#next = next;
    this.#found = found;
    this.#ends = Uint8Array.from(found, (each) => (each.length > 0 ? 1 : 0));
  }

  /** Calls `give` for each text that is in the stretch, once or more often. */
  find(line: Uint8Array, start: number, end: number, give: (index: number) => void): void {
    const next = this.#next;
    const columns = this.#columns;
    const width = this.#width;
    const ends = this.#ends;
    let state = 0;
    for (let at = start; at < end; at += 1) {
      state = next[state * width + (columns[line[at] ?? 0] ?? 0)] ?? 0;
      if (ends[state] === 1) for (const index of this.#found[state] ?? []) give(index);
    }
  }
}

interface TrieNode {
  readonly children: Map<number, number>;
  readonly texts: number[];
}

class Trie {
  readonly #columns: Uint8Array;
  readonly #nodes: TrieNode[] = [{ children: new Map(), texts: [] }];

  constructor(columns: Uint8Array) {
    this.#columns = columns;
  }

  add(text: string, index: number): void {
    if (text === '') return;
    let state = 0;
    for (const character of text) {
      const column = this.#columns[character.charCodeAt(0)] ?? 0;
      const known = this.#nodes[state]?.children.get(column);
      const next = known ?? this.#nodes.push({ children: new Map(), texts: [] }) - 1;
      if (known === undefined) this.#nodes[state]?.children.set(column, next);
      state = next;
    }
    this.#nodes[state]?.texts.push(index);
  }

  /** The table of states; each state's texts hold those of the state that it falls back to. */
  automaton(width: number): { readonly next: Int32Array; readonly found: readonly (readonly number[])[] } {
    const next = new Int32Array(this.#nodes.length * width);
    const fallback = new Int32Array(this.#nodes.length);
    const found: (readonly number[])[] = this.#nodes.map(({ texts }) => texts);
    const queue = [0];
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
      const back = fallback[state] ?? 0;
      if (state !== 0) found[state] = [...(found[state] ?? []), ...(found[back] ?? [])];
      for (let column = 0; column < width; column += 1) {
        const child = this.#nodes[state]?.children.get(column);
        const other = state === 0 ? 0 : (next[back * width + column] ?? 0);
        next[state * width + column] = child ?? other;
        if (child === undefined) continue;
        fallback[child] = other;
        queue.push(child);
      }
    }
    return { next, found };
  }
}
