const script = /^(\S.{0,400}?) \.{2,}$/;

/** The name in `t/basic.t .. `, with which prove begins a script; null for any other line. Source: TAP/Formatter/Base.pm. */
export function readProveScript(line: string): string | null {
  const text = line.trimEnd();
  return text.length > 1000 || !text.endsWith('..') ? null : (script.exec(text)?.[1] ?? null);
}
