/** What a target may be called; `:` is there for the first dox's `parent:child`. */
const plainName = /^[\p{L}\p{N}_][\p{L}\p{N}_.:+=@-]*$/u;

/** Why a target cannot have this name, or null if it can. */
export function nameProblem(name: string): string | null {
  if (name === 'ALL') return '"ALL" stands for all targets';
  if (name === '') return 'it is empty';
  if (name.length > 100) return 'it is longer than 100 characters';
  if (name.startsWith('-')) return 'with "-" in front it looks like an option';
  if (/\s/.test(name)) return 'it has a blank in it';
  if (name.includes(',')) return 'a comma separates names';
  if (/[*?[\]!]/.test(name)) return '* ? [ ] ! are for patterns';
  if (!plainName.test(name)) return 'it may have letters, digits and _ . : + = @ -, the first a letter or digit';
  return null;
}
