import type { AskedPython, Guess, GuessRule } from './guess-rule.ts';
import type { Look } from './look.ts';
import { builders, languages } from './rules.ts';

/** A guess that says how tests are run, and whose it is. */
export interface Tested {
  readonly tool: string;
  /** The language in whose image a build tool's commands run. */
  readonly language?: string;
  readonly guess: Guess & { readonly commands: readonly string[] };
}

/** All that a project's files gave. */
export interface Guesses {
  /** Each is a target; none where nothing says how tests are run. */
  readonly tested: readonly Tested[];
  /** Files that told something else than what is used. */
  readonly unused: readonly string[];
  /** All files that told something. */
  readonly seen: readonly string[];
}

/**
 * What is used of all that the rules say. A language's own runner comes before a build tool, since it is what names
 * tests one by one; CMake's and Meson's tests are one of the languages. A Makefile's (or a build without tests) counts
 * where no language says how it is tested, in the image of the first language there is. What only looks like tests counts
 * where nothing else does.
 */
export function combineGuesses(look: Look, asked: AskedPython | null): Guesses {
  const found = (rules: readonly GuessRule[]) =>
    rules.flatMap(({ tool, guess }) => {
      const made = guess(look, asked);
      return made === null ? [] : [{ tool, guess: made }];
    });
  const named = found(languages);
  const built = found(builders);
  const build = built.find(({ guess }) => guess.commands !== null && guess.allowEmpty !== true);
  const own = build !== undefined && (build.tool === 'cmake' || build.tool === 'meson') ? [build] : [];
  const strong = [...named.filter(({ guess }) => guess.isWeak !== true), ...own].filter(isTested);
  const weak = build === undefined ? named.filter(isTested) : [];
  const seen = [...new Set([...named, ...built].flatMap(({ guess }) => guess.seen))];
  const languagesOwn = strong.length > 0 ? strong : weak;
  const tested = languagesOwn.length > 0 ? languagesOwn : fromBuild(named, build ?? built.find(isTested));
  const used = new Set(tested.flatMap(({ guess }) => guess.seen));
  return { tested, seen, unused: seen.filter((file) => !used.has(file)) };
}

/** Whether it is tested in an image of Python's. */
export function isOfPython({ tool, language }: Tested): boolean {
  return tool === 'python' || language === 'python';
}

interface Found {
  readonly tool: string;
  readonly guess: Guess;
}

function isTested(found: Found): found is Tested {
  return found.guess.commands !== null;
}

/** A build tool's commands, where what the first language needs is installed too. */
function fromBuild(named: readonly Found[], build: Found | undefined): readonly Tested[] {
  if (build === undefined || !isTested(build)) return [];
  const { tool, guess } = build;
  const [language] = named;
  if (language === undefined) return [build];
  const { image, system = [], add = [], prep = [], env = {}, cache = [], seen } = language.guess;
  const packages = [...new Set([...system, ...(guess.system ?? [])])];
  const merged = { ...guess, image, system: packages, add, prep, env, cache, seen: [...seen, ...guess.seen] };
  return [{ tool, language: language.tool, guess: merged }];
}
