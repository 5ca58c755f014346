import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog } from './diagnostic-log.ts';
import type { Tree } from './yaml-tree.ts';

/** The keys within the values that may be mappings. */
const partKeys: Readonly<Record<string, readonly string[]>> = {
  build: ['dockerfile', 'context', 'target', 'args'],
  bindep: ['file', 'profiles'],
};
/** The same, of the items of a list that may be mappings. */
const itemKeys: Readonly<Record<string, readonly string[]>> = {
  commands: ['run', 'tox', 'script', 'rules', 'python', 'ignore_exit', 'invert_exit', 'keep_going', 'always'],
};

/** Reports keys that a key's own mapping does not take; true if there are some. */
export function reportPartKeys(name: string, value: Tree, owner: string, log: DiagnosticLog): boolean {
  if (value.kind === 'list') {
    const known = itemKeys[name];
    if (known === undefined) return false;
    return value.items.filter((item) => reportUnknown(name, item, known, { owner, log })).length > 0;
  }
  const known = partKeys[name];
  return known !== undefined && reportUnknown(name, value, known, { owner, log });
}

interface ReportContext {
  readonly owner: string;
  readonly log: DiagnosticLog;
}

function reportUnknown(name: string, value: Tree, known: readonly string[], { owner, log }: ReportContext): boolean {
  if (value.kind !== 'map') return false;
  const unknown = [...value.entries].filter(([part]) => !known.includes(part));
  for (const [part, { keySpan }] of unknown) {
    const meant = closest(part, known);
    const hint = meant === null ? `"${name}" takes ${known.join(', ')}` : `did you mean ${quoted(meant)}?`;
    log.error(keySpan, `unknown key ${quoted(part)} in "${name}"${owner}`, hint);
  }
  return unknown.length > 0;
}
