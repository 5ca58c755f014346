export interface XctestCase {
  /** As printed: `-[Module.Class test]` on macOS, `Class.test` on Linux, `Class.test()` from a parallel xcodebuild. */
  readonly id: string;
  readonly verdict: 'started' | 'passed' | 'failed' | 'skipped';
  readonly durationMs: number | null;
}

const end = /^(started|passed|failed|skipped)\b(.{0,500})$/;
const seconds = /\((\d{1,9}(?:\.\d{1,9})?) seconds\)/;

/** `Test Case '-[M.C t]' failed (0.1 seconds).`, `Test case 'C.t()' failed on 'Clone 1 of …' (0.1 seconds)`. */
export function readXctestCase(text: string): XctestCase | null {
  if (!text.startsWith("Test Case '") && !text.startsWith("Test case '")) return null;
  const from = "Test Case '".length;
  const close = text.indexOf("' ", from);
  const match = close <= from ? null : end.exec(text.slice(close + 2, close + 600));
  if (match === null) return null;
  const [, verdict = '', rest = ''] = match;
  const took = seconds.exec(rest)?.[1];
  if (verdict !== 'started' && took === undefined) return null;
  return {
    id: text.slice(from, close).slice(0, 2000),
    verdict: verdict as XctestCase['verdict'],
    durationMs: took === undefined ? null : Math.round(Number(took) * 1000),
  };
}

/** The parts of a name: the module is only printed on macOS, and only for classes of Swift. */
function partsOf(
  id: string,
): { readonly module: string | null; readonly className: string; readonly method: string } | null {
  const bracketed = /^-\[(\S{1,500}) (\S{1,500})\]$/.exec(id);
  if (bracketed !== null) {
    const path = bracketed[1] ?? '';
    const dot = path.indexOf('.');
    const module = dot < 0 ? null : path.slice(0, dot);
    return { module, className: path.slice(dot + 1), method: bracketed[2] ?? '' };
  }
  const at = id.search(/[./][^./]{1,500}$/);
  if (at <= 0) return null;
  return { module: null, className: id.slice(0, at), method: id.slice(at + 1).replace(/\(\)$/, '') };
}

/** True for two spellings of one test, such as `-[M.C t]` and `C.t()`. */
export function sameXctest(one: string, other: string): boolean {
  const [first, second] = [partsOf(one), partsOf(other)];
  if (first === null || second === null) return one === other;
  return first.className === second.className && first.method === second.method;
}

/** `Module.Class/test` or `Class/test`, from which the arguments of either tool are made. */
export function xctestRerunId(id: string): string | null {
  const parts = partsOf(id);
  if (parts === null || !/^[\p{L}\p{N}_.]+$/u.test(parts.className) || !/^[\p{L}\p{N}_]+$/u.test(parts.method))
    return null;
  return `${parts.module === null ? '' : `${parts.module}.`}${parts.className}/${parts.method}`;
}
