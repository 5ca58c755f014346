import { shlexJoin } from '../shlex-join.ts';
import { type Piece, splitExpressions } from './expressions.ts';
import { type Budget, deepestReference, SettingFailure } from './failure.ts';
import { keptPosargs } from './sentinels.ts';

/** For whom and for what a text is replaced. */
export interface Reading {
  /** The environment, or null for tox's own settings. */
  readonly env: string | null;
  /** What is being read, from the outermost on: `env.lint.deps`, `env:HOME`. */
  readonly chain: readonly string[];
  /** Arguments for `{posargs}`, null for none, or `keep` to leave its place. */
  readonly posargs: readonly string[] | 'keep' | null;
}

/** A text, and what has been read for it, which must not be read for it again. */
export interface Found {
  readonly text: string;
  readonly chain: readonly string[];
}

/** What the replacing of texts asks of the one who knows the settings. */
export interface ReplaceHost {
  readonly budget: Budget;
  variable(name: string, fallback: string, reading: Reading): Found;
  glob(pattern: string): readonly string[];
  /** The factor of the environment that belongs to the labelled group; undefined if there is none. */
  factor(label: string, env: string | null): string | undefined;
  /** The setting that `{key}` or `{[section]key}` stands for; null leaves the braces as they are. */
  reference(text: string, reading: Reading): string | null;
}

/** A value that does not come to rest; where that happens below another one, tox leaves it as it is. */
class RecursionFailure extends SettingFailure {}

/** Puts values in the place of all `{…}` of a text (tox 4, `loader/replacer.py`). */
export function replaceText(text: string, host: ReplaceHost, reading: Reading): string {
  return new Replacer(host, reading, 0).join(split(text, host, 0));
}

function split(text: string, host: ReplaceHost, depth: number): readonly Piece[] {
  if (depth > deepestReference) throw new RecursionFailure('its references lead back to themselves');
  host.budget.spend(text.length + 1);
  return splitExpressions(text);
}

class Replacer {
  readonly #host: ReplaceHost;
  readonly #reading: Reading;
  readonly #depth: number;

  constructor(host: ReplaceHost, reading: Reading, depth: number) {
    this.#host = host;
    this.#reading = reading;
    this.#depth = depth;
  }

  join(pieces: readonly Piece[]): string {
    return pieces.map((piece) => (typeof piece === 'string' ? piece : this.#value(piece.parts))).join('');
  }

  #value(written: readonly (readonly Piece[])[]): string {
    const parts = written.map((part) => this.join(part));
    const found = this.#find(parts);
    if (found === null) return `{${parts.join(':')}}`;
    if (splitExpressions(found.text).every((piece) => typeof piece === 'string')) return found.text;
    const reading = { ...this.#reading, chain: found.chain };
    try {
      const pieces = split(found.text, this.#host, this.#depth + 1);
      return new Replacer(this.#host, reading, this.#depth + 1).join(pieces);
    } catch (error) {
      if (error instanceof RecursionFailure) return found.text;
      throw error;
    }
  }

  #find(parts: readonly string[]): Found | null {
    const [kind = '', ...args] = parts;
    const rest = args.slice(1).join(':');
    switch (kind) {
      case '/':
        return this.#found('/');
      case '':
        if (args.length === 1 && args[0] === '') return this.#found(':');
        break;
      case 'env':
        if (!args[0]) throw new SettingFailure('{env:…} needs the name of a variable');
        return this.#host.variable(args[0], rest, this.#reading);
      case 'tty':
        return this.#found(args[1] ?? '');
      case 'posargs':
        return this.#found(this.#posargs(args.join(':')));
      case 'glob': {
        if (!args[0]) throw new SettingFailure('{glob:…} needs a pattern');
        const paths = this.#host.glob(args[0]);
        return this.#found(paths.length > 0 ? paths.join(' ') : rest);
      }
      case 'factor':
        if (!args[0]) throw new SettingFailure('{factor:…} needs the label of a group of factors');
        return this.#found(this.#host.factor(args[0], this.#reading.env) ?? rest);
      default:
        break;
    }
    const text = this.#host.reference(parts.join(':'), this.#reading);
    return text === null ? null : this.#found(text);
  }

  #posargs(fallback: string): string {
    const { posargs } = this.#reading;
    if (posargs === 'keep') return keptPosargs(fallback);
    return posargs === null ? fallback : shlexJoin(posargs);
  }

  #found(text: string): Found {
    return { text, chain: this.#reading.chain };
  }
}
