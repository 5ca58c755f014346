/** What is no text has a zero among so many of its first bytes, as git takes it. */
const looked = 8000;

/** Tells by the first 8000 bytes, however they come in pieces, whether what passes is text. */
export class TextCheck {
  #left = looked;
  #isText = true;

  push(chunk: Uint8Array): void {
    if (this.#left === 0) return;
    const head = chunk.subarray(0, this.#left);
    this.#left -= head.length;
    if (head.includes(0)) this.#isText = false;
  }

  get isText(): boolean {
    return this.#isText;
  }
}
