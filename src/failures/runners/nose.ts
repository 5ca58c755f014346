import type { ListedBlock } from './listed-block.ts';
import { type Known, listedRunner } from './listed-runner.ts';
import { parseUnittestDescription } from './unittest-description.ts';

/**
 * nose 1: blocks as unittest has them, headed by dotted names, docstrings, `Doctest: …` or `Failure: ImportError (…)`,
 * closed by `FAILED (SKIP=1, failures=1)`. Source: nose/result.py, case.py, failure.py and suite.py.
 */
export const nose = listedRunner({ name: 'nose', skipped: 'SKIP', failure: (block) => readNoseBlock(block) });

const suite = /^test suite for <(class|module) '([\w.]{1,400})'/;
const loadFailure = /^Failure: [\w.]{1,200} \(/;
const dotted = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)+$/u;
const doctest = 'Doctest: ';
const maxName = 2000;

function readNoseBlock({ description, more, place }: ListedBlock): Known {
  if (description.startsWith(doctest)) return { id: description.slice(doctest.length), rerunId: null };
  const test = parseUnittestDescription(description);
  const file = place?.file ?? null;
  if (test !== null) {
    const rerunId = test.rerunId === null ? null : address(test.rerunId, file);
    return test.unit === 'test' ? { id: test.id, rerunId } : { id: test.id, unit: test.unit, rerunId };
  }
  const fixture = suite.exec(description);
  if (fixture?.[2] !== undefined) {
    const isClass = fixture[1] === 'class';
    return {
      id: fixture[2],
      unit: isClass ? 'class' : 'module',
      rerunId: isClass ? address(fixture[2], file) : fixture[2],
    };
  }
  const id = [description, ...more].join(' ').slice(0, maxName);
  if (loadFailure.test(description)) return { id, unit: 'module', rerunId: null };
  return { id, rerunId: dotted.test(id) ? address(id, file) : null };
}

/**
 * `pkg.mod:Class.test`: nose wants a colon behind the module. The file tells where that ends; without it, classes
 * are taken to begin with a capital letter, and the last name to be a function.
 */
function address(id: string, file: string | null): string {
  const names = id.split('.');
  const path = file?.replace(/\.pyc?$/, '').split('/') ?? [];
  let at = names.length - 1;
  while (at > 0 && !endsWith(path, names.slice(0, at))) at -= 1;
  if (at === 0) {
    const capital = names.findIndex((name) => /^\p{Lu}/u.test(name));
    at = capital > 0 ? capital : names.length - 1;
  }
  return `${names.slice(0, at).join('.')}:${names.slice(at).join('.')}`;
}

function endsWith(path: readonly string[], names: readonly string[]): boolean {
  return path.length >= names.length && names.every((name, index) => path[path.length - names.length + index] === name);
}
