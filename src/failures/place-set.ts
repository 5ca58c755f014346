/** Some of the parsers of a set, by their places in it, in the order in which they were added. */
export class PlaceSet {
  readonly #places: Uint16Array;
  /** By place: 1 if it is among them. */
  readonly #has: Uint8Array;
  size = 0;

  /** `limit` is above all places. */
  constructor(limit: number) {
    this.#places = new Uint16Array(limit);
    this.#has = new Uint8Array(limit);
  }

  /** The place of the parser that was added as this one, from 0. */
  at(index: number): number {
    return this.#places[index] ?? 0;
  }

  add(place: number): void {
    if (this.#has[place] === 1) return;
    this.#has[place] = 1;
    this.#places[this.size] = place;
    this.size += 1;
  }

  addAll(others: PlaceSet): void {
    for (let index = 0; index < others.size; index += 1) this.add(others.at(index));
  }

  /** Takes one away; false if it was not there. */
  delete(place: number): boolean {
    if (this.#has[place] !== 1) return false;
    this.#has[place] = 0;
    const index = this.#places.indexOf(place);
    this.#places.copyWithin(index, index + 1, this.size);
    this.size -= 1;
    return true;
  }

  clear(): void {
    for (let index = 0; index < this.size; index += 1) this.#has[this.at(index)] = 0;
    this.size = 0;
  }
}
