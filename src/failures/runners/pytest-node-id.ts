/** What a line of the short summary says. */
export interface Listed {
  readonly category: 'failed' | 'error';
  readonly id: string;
  /** As the summary has it, perhaps cut at the terminal's width. */
  readonly message: string | null;
}

const word = /^(FAILED|FAIL|ERROR|SUBFAILED|SUBFAIL)(?=[ [(])/;

/**
 * Reads `FAILED <nodeid> - <message>` of pytest's short summary (terminal.py, short_test_summary). Ids hold blanks,
 * ` - `, `::` and brackets that need not match, so ids known from elsewhere in the output decide where one ends;
 * else the brackets. Null if the line is none, such as the second line of a message. A line that may be cut is only
 * believed if something follows the id.
 */
export function readListed(text: string, known: (id: string) => boolean, whole: boolean): Listed | null {
  const match = word.exec(text);
  if (match?.[1] === undefined) return null;
  const rest = match[1].startsWith('SUB') ? afterSubtest(text.slice(match[0].length)) : text.slice(match[0].length + 1);
  if (rest === null || rest === '') return null;
  const end = endOfId(rest, known);
  if (!whole && end === rest.length) return null;
  const id = rest.slice(0, end).trimEnd();
  if (!known(id) && !isNodeId(id)) return null;
  const message = rest.slice(end + separator.length).trim();
  return { category: match[1] === 'ERROR' ? 'error' : 'failed', id, message: message === '' ? null : message };
}

const separator = ' - ';
const maxSeparators = 50;

function isNodeId(id: string): boolean {
  if (id.includes('::')) return !id.startsWith(' ') && !id.startsWith('::');
  return !id.includes(' ') && (id.includes('/') || /\.[A-Za-z0-9]{1,10}$/.test(id));
}

/** `[message] (i=1) nodeid`: what subTest() was given comes first. */
function afterSubtest(text: string): string | null {
  const afterMessage = text.startsWith('[') ? skipBrackets(text, '[', ']') : 0;
  if (afterMessage < 0) return null;
  const rest = text.slice(afterMessage).trimStart();
  const afterValues = rest.startsWith('(') ? skipBrackets(rest, '(', ')') : 0;
  return afterValues < 0 ? null : rest.slice(afterValues).trimStart();
}

function skipBrackets(text: string, open: string, close: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === open) depth += 1;
    if (text[at] === close) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return -1;
}

function endOfId(text: string, known: (id: string) => boolean): number {
  const ends = separators(text);
  const seen = ends.findLast((end) => known(text.slice(0, end)));
  if (known(text)) return text.length;
  if (seen !== undefined) return seen;
  const file = text.indexOf('.py::');
  // What could not be collected is a path alone, and its message may hold anything.
  const path = text.slice(0, ends[0]);
  if (!path.includes('::') && isNodeId(path) && (path.endsWith('.py') || file < 0)) return path.length;
  const first = file < 0 ? text.indexOf('::') : file;
  const possible = ends.filter((end) => end > first);
  const balanced = possible.find((end) => depthAt(text, end) === 0);
  if (balanced !== undefined && first >= 0) return balanced;
  if (first < 0) return ends[0] ?? text.length;
  return possible.findLast((end) => text[end - 1] === ']') ?? text.length;
}

function separators(text: string): readonly number[] {
  const found: number[] = [];
  for (
    let at = text.indexOf(separator);
    at >= 0 && found.length < maxSeparators;
    at = text.indexOf(separator, at + 1)
  ) {
    found.push(at);
  }
  return found;
}

/** How many square brackets are open there. */
function depthAt(text: string, end: number): number {
  let depth = 0;
  for (let at = 0; at < end; at += 1) {
    if (text[at] === '[') depth += 1;
    if (text[at] === ']' && depth > 0) depth -= 1;
  }
  return depth;
}

/** The name by which a section's header calls a test: `TestA.test_b[x::y]` for `t.py::TestA::test_b[x::y]`. */
export function headerName(id: string): string {
  const at = id.indexOf('::');
  if (at < 0) return id;
  const name = id.slice(at + 2);
  const bracket = name.indexOf('[');
  return bracket < 0 ? name.replaceAll('::', '.') : name.slice(0, bracket).replaceAll('::', '.') + name.slice(bracket);
}

/** The other way round, for a file that is known: what stands before the first bracket is a path of names. */
export function idOf(file: string, name: string): string {
  if (name.startsWith('[doctest] ')) return `${file}::${name.slice('[doctest] '.length)}`;
  const bracket = name.indexOf('[');
  const path = bracket < 0 ? name : name.slice(0, bracket);
  return `${file}::${path.replaceAll('.', '::')}${bracket < 0 ? '' : name.slice(bracket)}`;
}
