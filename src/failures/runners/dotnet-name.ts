/** Names in .NET; generic and nested types have `` ` `` and `+`. */
const qualified = /^[\p{L}_][\p{L}\p{N}_`+]{0,400}(?:\.[\p{L}_][\p{L}\p{N}_`+]{0,400}){1,40}$/u;
const identifier = /^[\p{L}_][\p{L}\p{N}_`+]{0,400}$/u;
const frame =
  /^\s{0,8}at ([\p{L}_][\p{L}\p{N}_`+]{0,400}(?:\.[\p{L}_][\p{L}\p{N}_`+]{0,400}){1,40})\([^)]{0,500}\)(?: in (.{1,1000}):line (\d{1,7}))?/u;
const notTheirs = /^(?:System|Microsoft|Xunit|NUnit|Moq|FluentAssertions|Shouldly|TUnit)\./;

export interface DotnetFrame {
  readonly method: string;
  readonly file: string | null;
  readonly line: number | null;
}

/** A frame in code that is not the framework's: `   at Ns.Class.Test() in /src/T.cs:line 10`. */
export function readDotnetFrame(text: string): DotnetFrame | null {
  const match = frame.exec(text.slice(0, 2000));
  if (match === null || notTheirs.test(match[1] ?? '')) return null;
  return { method: match[1] ?? '', file: match[2] ?? null, line: match[3] === undefined ? null : Number(match[3]) };
}

/**
 * The filter of `dotnet test` for a test of this name, given the frames of its stack: xUnit prints whole names, MSTest
 * and NUnit only that of the method. Null if nothing selects it alone.
 */
export function dotnetFilter(name: string, methods: readonly string[]): string | null {
  if (qualified.test(name)) return `FullyQualifiedName=${escapeFilter(name)}`;
  const open = name.indexOf('(');
  const bare = (open < 0 ? name : name.slice(0, open)).trimEnd();
  // xUnit gives each row of a theory its display name.
  if (open > 0 && qualified.test(bare)) return `DisplayName=${escapeFilter(name)}`;
  if (open >= 0 || !identifier.test(name)) return null;
  const method = methods.find((each) => each.endsWith(`.${name}`));
  return method === undefined ? `Name=${escapeFilter(name)}` : `FullyQualifiedName=${escapeFilter(method)}`;
}

/** https://learn.microsoft.com/dotnet/core/testing/selective-unit-tests */
function escapeFilter(text: string): string {
  return text.replace(/[\\()&|=!~]/g, '\\$&');
}
