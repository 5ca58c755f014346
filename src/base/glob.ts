/** Whether a name is a pattern of globMatcher's. */
export function isGlob(name: string): boolean {
  return /[*?[]/.test(name);
}

/**
 * Shell globs over whole names: `*`, `?`, `[…]` and `[!…]`; `[` without `]` stands for itself. Runs in bounded time: no
 * backtracking but to the last `*`.
 */
export function globMatcher(glob: string): (name: string) => boolean {
  const parts = globParts(glob);
  return (name) => {
    let at = 0;
    let part = 0;
    let star = -1;
    let starAt = 0;
    while (at < name.length) {
      const matcher = parts[part];
      if (matcher === 'any') {
        star = part;
        starAt = at;
        part += 1;
      } else if (matcher?.(name[at] ?? '')) {
        at += 1;
        part += 1;
      } else if (star >= 0) {
        starAt += 1;
        at = starAt;
        part = star + 1;
      } else return false;
    }
    return parts.slice(part).every((rest) => rest === 'any');
  };
}

type GlobPart = 'any' | ((character: string) => boolean);

function globParts(glob: string): GlobPart[] {
  const parts: GlobPart[] = [];
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at] ?? '';
    const close = character === '[' ? glob.indexOf(']', at + (/[!^]/.test(glob[at + 1] ?? '') ? 3 : 2)) : -1;
    if (close > 0) {
      parts.push(characterClass(glob.slice(at + 1, close)));
      at = close;
    } else if (character === '*') parts.push('any');
    else if (character === '?') parts.push(() => true);
    else parts.push((other) => other === character);
  }
  return parts;
}

function characterClass(text: string): (character: string) => boolean {
  const negated = /^[!^]/.test(text);
  const members = negated ? text.slice(1) : text;
  const includes = (character: string): boolean => {
    for (let at = 0; at < members.length; at += 1) {
      const low = members[at] ?? '';
      const isRange = members[at + 1] === '-' && at + 2 < members.length;
      const high = isRange ? (members[at + 2] ?? '') : low;
      if (character >= low && character <= high) return true;
      if (isRange) at += 2;
    }
    return false;
  };
  return (character) => includes(character) !== negated;
}
