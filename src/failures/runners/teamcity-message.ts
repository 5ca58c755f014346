const start = '##teamcity[';
const maxValue = 20_000;
const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', x: '\u0085', l: '\u2028', p: '\u2029' };

/** A service message: its name, and its values by their names. */
export interface TeamCityMessage {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads `##teamcity[name key='value' …]`, in whose values `|` escapes; null if it is none or was cut. Format:
 * https://www.jetbrains.com/help/teamcity/service-messages.html
 */
export function readTeamCityMessage(line: string): TeamCityMessage | null {
  const text = line.trim();
  if (!text.startsWith(start)) return null;
  const name = /^[A-Za-z]{1,60}/.exec(text.slice(start.length, start.length + 60))?.[0];
  if (name === undefined) return null;
  const values = new Map<string, string>();
  let at = start.length + name.length;
  while (at < text.length) {
    while (text[at] === ' ') at += 1;
    if (text[at] === ']') return { name, values };
    const equals = text.indexOf("='", at);
    const end = equals < 0 ? -1 : closingQuote(text, equals + 2);
    if (end < 0) return null;
    values.set(text.slice(at, equals), unescaped(text.slice(equals + 2, Math.min(end, equals + 2 + maxValue))));
    at = end + 1;
  }
  return null;
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '|') at += 1;
    else if (text[at] === "'") return at;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.replace(/\|(?:0x([0-9A-Fa-f]{4})|(.))/gs, (_, code: string | undefined, char: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return char === undefined ? '' : (plain[char] ?? char);
  });
}
