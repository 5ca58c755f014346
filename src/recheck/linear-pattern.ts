import type { Assertion, CharacterSet, PatternNode } from './parse-pattern.ts';

type Step =
  | { readonly kind: 'set'; readonly set: CompiledSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'split'; readonly to: number; readonly or: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'found' };

/** A pattern with more steps is refused, so that a line costs a bounded time. */
const mostSteps = 2000;

/**
 * A regular expression that is tried in all ways at once (Thompson's construction), so that its time is at most the line's
 * length times the pattern's size: it cannot backtrack at all. Null if the pattern is too large.
 */
export function compilePattern(node: PatternNode): ((text: string) => boolean) | null {
  const steps: Step[] = [];
  if (!emit(node, steps)) return null;
  steps.push({ kind: 'found' });
  return (text) => new Simulation(steps, text).run();
}

class CompiledSet {
  readonly #ascii = new Uint8Array(128);
  readonly #set: CharacterSet;

  constructor(set: CharacterSet) {
    this.#set = set;
    for (let code = 0; code < 128; code += 1) this.#ascii[code] = this.#slow(code) ? 1 : 0;
  }

  has(code: number): boolean {
    return code < 128 ? this.#ascii[code] === 1 : this.#slow(code);
  }

  #slow(code: number): boolean {
    return this.#set.ranges.some(([low, high]) => low <= code && code <= high) !== this.#set.negated;
  }
}

/** Appends what a node means; false if there are too many steps. */
function emit(node: PatternNode, steps: Step[]): boolean {
  if (steps.length > mostSteps) return false;
  switch (node.kind) {
    case 'set':
      steps.push({ kind: 'set', set: new CompiledSet(node.set) });
      return true;
    case 'assertion':
      steps.push(node);
      return true;
    case 'sequence':
      return node.parts.every((part) => emit(part, steps));
    case 'either':
      return emitEither(node.options, steps);
    case 'repeat':
      return emitRepeat(node, steps);
  }
}

function emitEither(options: readonly PatternNode[], steps: Step[]): boolean {
  const jumps: number[] = [];
  const last = options.length - 1;
  const fits = options.every((option, index) => {
    if (index === last) return emit(option, steps);
    const split = steps.push({ kind: 'found' }) - 1; // replaced when it is known where the next option begins
    if (!emit(option, steps)) return false;
    jumps.push(steps.push({ kind: 'found' }) - 1);
    steps[split] = { kind: 'split', to: split + 1, or: steps.length };
    return true;
  });
  for (const jump of jumps) steps[jump] = { kind: 'jump', to: steps.length };
  return fits;
}

function emitRepeat({ node, least, most }: Extract<PatternNode, { kind: 'repeat' }>, steps: Step[]): boolean {
  for (let time = 0; time < least; time += 1) if (!emit(node, steps)) return false;
  if (most === null) {
    const split = steps.push({ kind: 'found' }) - 1;
    if (!emit(node, steps)) return false;
    steps.push({ kind: 'jump', to: split });
    steps[split] = { kind: 'split', to: split + 1, or: steps.length };
    return true;
  }
  const splits: number[] = [];
  for (let time = least; time < most; time += 1) {
    splits.push(steps.push({ kind: 'found' }) - 1);
    if (!emit(node, steps)) return false;
  }
  for (const split of splits) steps[split] = { kind: 'split', to: split + 1, or: steps.length };
  return true;
}

/** All places of the pattern that the text up to some character may have reached. */
class Simulation {
  readonly #steps: readonly Step[];
  readonly #text: string;
  /** For each step, the position at which it was last reached, plus one. */
  readonly #reached: Uint32Array;
  #places: number[] = [];
  #found = false;

  constructor(steps: readonly Step[], text: string) {
    this.#steps = steps;
    this.#text = text;
    this.#reached = new Uint32Array(steps.length);
  }

  run(): boolean {
    for (let at = 0; at <= this.#text.length; at += 1) {
      const before = this.#places;
      this.#places = [];
      for (const place of before) {
        const step = this.#steps[place];
        if (step?.kind === 'set' && step.set.has(this.#text.charCodeAt(at - 1))) this.#reach(place + 1, at);
      }
      this.#reach(0, at); // a match may begin anywhere
      if (this.#found) return true;
    }
    return false;
  }

  #reach(start: number, at: number): void {
    const open = [start];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (this.#reached[place] === at + 1) continue;
      this.#reached[place] = at + 1;
      const step = this.#steps[place];
      switch (step?.kind) {
        case undefined:
          break;
        case 'set':
          this.#places.push(place);
          break;
        case 'assertion':
          if (this.#holds(step.assertion, at)) open.push(place + 1);
          break;
        case 'split':
          open.push(step.or, step.to);
          break;
        case 'jump':
          open.push(step.to);
          break;
        case 'found':
          this.#found = true;
          break;
      }
    }
  }

  #holds(assertion: Assertion, at: number): boolean {
    switch (assertion) {
      case 'start':
        return at === 0;
      case 'end':
        return at === this.#text.length;
      case 'edge':
        return this.#isEdge(at);
      case 'no edge':
        return !this.#isEdge(at);
    }
  }

  #isEdge(at: number): boolean {
    return isWord(this.#text.charCodeAt(at - 1)) !== isWord(this.#text.charCodeAt(at));
  }
}

/** Of letters, digits and `_`; false for the NaN beyond an end. */
function isWord(code: number): boolean {
  const letter = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || code === 0x5f || (letter >= 0x61 && letter <= 0x7a && code < 0x80);
}
