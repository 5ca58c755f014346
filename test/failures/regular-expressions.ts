/** A literal of a source file. */
export interface RegularExpression {
  readonly line: number;
  readonly expression: RegExp;
}

/** After one of these words a slash begins a regular expression, after any other word it divides. */
const words = new Set(['return', 'case', 'typeof', 'in', 'of', 'else', 'do', 'void', 'yield', 'await']);

/** Finds the regular expression literals of TypeScript by reading past its comments, strings and templates. */
export function regularExpressions(source: string): readonly RegularExpression[] {
  const found: RegularExpression[] = [];
  /** For each template that is open, how many braces are open in its placeholder. */
  const templates: number[] = [];
  let before = '';
  let at = 0;
  while (at < source.length) {
    const start = at;
    const next = source[at] ?? '';
    if (source.startsWith('//', at)) at = endOr(source, source.indexOf('\n', at));
    else if (source.startsWith('/*', at)) at = endOr(source, source.indexOf('*/', at) + 2);
    else if (/\s/.test(next)) at += 1;
    else if (next === '"' || next === "'") at = endOfQuoted(source, at);
    else if (next === '`' || (next === '}' && templates.at(-1) === 0)) {
      if (next === '}') templates.pop();
      at = endOfTemplate(source, at);
      if (source[at - 1] === '{') templates.push(0);
    } else if (next === '/' && beginsExpression(before)) {
      at = endOfExpression(source, at);
      const [, body = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(source.slice(start, at)) ?? [];
      found.push({ line: source.slice(0, start).split('\n').length, expression: new RegExp(body, flags) });
    } else if (/[\p{L}\p{N}_$]/u.test(next)) {
      while (/[\p{L}\p{N}_$]/u.test(source[at] ?? '')) at += 1;
    } else {
      at += 1;
      const depth = templates.at(-1);
      if (depth !== undefined && (next === '{' || next === '}'))
        templates[templates.length - 1] = depth + (next === '{' ? 1 : -1);
    }
    const token = source.slice(start, at).trim();
    if (token !== '' && !token.startsWith('//') && !token.startsWith('/*')) before = token;
  }
  return found;
}

function endOr(source: string, end: number): number {
  return end < 2 ? source.length : end;
}

function beginsExpression(before: string): boolean {
  if (before === '' || words.has(before) || before.endsWith('${')) return true;
  return /[=(,:[!&|?{};+<>~^%*-]$/.test(before) && !/^["'`]/.test(before);
}

function endOfQuoted(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== source[start]) at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Behind the closing backtick, or behind the brace that opens a placeholder. */
function endOfTemplate(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) return at + 2;
    at += source[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}

function endOfExpression(source: string, start: number): number {
  let inClass = false;
  let at = start + 1;
  while (at < source.length && (inClass || source[at] !== '/')) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '[') inClass = true;
    else if (source[at] === ']') inClass = false;
    at += 1;
  }
  at += 1;
  while (/[a-z]/.test(source[at] ?? '')) at += 1;
  return at;
}
