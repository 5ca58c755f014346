/**
 * Whether a text is as a pattern says as a whole: `*` stands for any characters, `?` for one, all else for itself. Takes
 * time in proportion to both lengths multiplied at the most.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let [at, place] = [0, 0];
  let star = -1;
  let resume = 0;
  while (place < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resume = place;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      place = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** Whether names are as a pattern says. */
export function wildcard(pattern: string): (name: string) => boolean {
  return (name) => matchesWildcard(pattern, name);
}
