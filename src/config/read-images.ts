import { quoted } from '../base/printable.ts';
import type { ImageSource } from './config.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { type Exists, projectPath } from './project-path.ts';
import { itemsOf, type MapTree, type TextTree, type Tree } from './yaml-tree.ts';

/** The images of a checked value of `image` or `images`. */
export function readReferences(value: Tree, owner: string, log: DiagnosticLog): readonly ImageSource[] {
  const seen = new Map<string, ImageSource>();
  for (const item of itemsOf(value)) {
    if (item.kind !== 'text') continue;
    const reference = item.text;
    if (seen.has(reference)) log.error(item.span, `"images"${owner} has ${quoted(reference)} twice`);
    else seen.set(reference, { kind: 'reference', reference, place: log.place(item.span.start) });
  }
  return [...seen.values()];
}

export interface BuildInput {
  readonly value: Tree;
  readonly owner: string;
  readonly exists: Exists;
  readonly log: DiagnosticLog;
}

/** The image of a checked value of `build`; null if its paths are wrong, which the log then says. */
export function readBuild({ value, owner, exists, log }: BuildInput): ImageSource | null {
  const map = value.kind === 'map' ? value : null;
  const context = textAt(map, 'context') ?? (value.kind === 'text' ? value : null);
  const check = (tree: TextTree | null, fallback: string, kind: 'file' | 'folder', span: Span): string | null => {
    const written = tree?.text ?? fallback;
    const path = projectPath(written);
    const problem = path === null ? 'is outside the tree' : problemOf(exists(path), kind);
    if (problem === null) return path;
    log.error(tree?.span ?? span, `"build"${owner}: ${quoted(written)} ${problem}`, hintFor(path, context, exists));
    return null;
  };
  const folder = check(context, '.', 'folder', value.span);
  if (folder === null) return null;
  const fallback = folder === '.' ? 'Dockerfile' : `${folder}/Dockerfile`;
  const dockerfile = check(textAt(map, 'dockerfile'), fallback, 'file', context?.span ?? value.span);
  if (dockerfile === null) return null;
  const target = textAt(map, 'target')?.text ?? null;
  return { kind: 'build', dockerfile, context: folder, target, args: argsOf(map), place: log.place(value.span.start) };
}

function problemOf(found: 'file' | 'folder' | null, wanted: 'file' | 'folder'): string | null {
  if (found === wanted) return null;
  return found === null ? 'does not exist' : `is a ${found}, not a ${wanted}`;
}

/** Both paths count from the project's root; compose and others count the Dockerfile's from its context. */
function hintFor(path: string | null, context: TextTree | null, exists: Exists): string {
  const inside = path === null || context === null ? null : projectPath(`${context.text}/${path}`);
  if (inside !== null && exists(inside) === 'file') return `did you mean ${quoted(inside)}?`;
  return 'both "context" (a folder) and "dockerfile" (a file) are relative to the top folder of the project';
}

function textAt(map: MapTree | null, name: string): TextTree | null {
  const value = map?.entries.get(name)?.value;
  return value?.kind === 'text' ? value : null;
}

function argsOf(map: MapTree | null): Readonly<Record<string, string>> {
  const args = map?.entries.get('args')?.value;
  if (args?.kind !== 'map') return {};
  const texts = [...args.entries].map(([name, { value }]) => [name, value.kind === 'text' ? value.text : '']);
  return Object.fromEntries(texts);
}
