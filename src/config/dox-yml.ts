import { isAbsolute, relative } from 'node:path';
import { hasErrors } from '../base/diagnostic.ts';
import { BindepFiles } from './bindep/read-bindep.ts';
import { collectTargets } from './collect-targets.ts';
import type { Config } from './config.ts';
import type { ReadResult } from './config-source.ts';
import { decodeText } from './decode-text.ts';
import { DiagnosticLog } from './diagnostic-log.ts';
import { type MadeTargets, makeTargets } from './make-targets.ts';
import { namedTargets } from './named-targets.ts';
import { parseYaml } from './parse-yaml.ts';
import type { ProjectFiles } from './project-files.ts';
import { projectName } from './project-name.ts';
import type { Exists } from './project-path.ts';
import { type Layer, readLayer, writtenNames } from './read-layer.ts';
import { readShape, type Shape, usualTarget } from './read-shape.ts';
import { resolveTargets } from './resolve-targets.ts';
import { withNeeds } from './with-needs.ts';
import type { Tree } from './yaml-tree.ts';

export interface DoxYml {
  /** Absolute path of the file. */
  readonly file: string;
  readonly text: string | Uint8Array;
  /** Absolute path of the project's top folder. */
  readonly root: string;
  /** What is at a path relative to `root`. */
  readonly exists: Exists;
  /** The bytes of a file of the project, or null; without it, there are none. */
  readonly read?: ProjectFiles['read'];
  /** How diagnostics and places name the file; by default its path relative to `root`. */
  readonly shown?: string;
  /** How they name another file of the project, by its path relative to `root`. */
  readonly shownFile?: (relative: string) => string;
}

/** Reads a dox.yml of any shape. Never throws: all that is wrong with it comes back as diagnostics, all at once. */
export function readDoxYml(source: DoxYml): ReadResult {
  const shown = source.shown ?? shownPath(source);
  const decoded = decodeText(source.text);
  if (!decoded.ok) return refused(shown, decoded.reason);
  const log = new DiagnosticLog(shown, decoded.text);
  const bindep = new BindepFiles(source.read ?? (() => null), source.shownFile ?? ((path) => path));
  const config = readConfig(source, log, bindep);
  const diagnostics = [...log.diagnostics(), ...bindep.diagnostics()];
  return { config: hasErrors(diagnostics) ? null : config, diagnostics };
}

function refused(shown: string, reason: string): ReadResult {
  const message = `${shown} cannot be read: ${reason}`;
  const hint = 'a dox.yml is a short YAML text in UTF-8';
  return { config: null, diagnostics: [{ severity: 'error', message, hint }] };
}

function shownPath({ file, root }: DoxYml): string {
  const path = relative(root, file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
}

function readConfig(source: DoxYml, log: DiagnosticLog, bindep: BindepFiles): Config | null {
  const { file, root, exists } = source;
  const tree = parseYaml(log.text, log);
  if (tree?.kind !== 'map') {
    if (log.diagnostics().length === 0) reportNoMapping(tree, log);
    return null;
  }
  const shape = readShape(tree, log);
  if (shape === null) return null;
  const top = shape.top === null ? null : readLayer(shape.top, { position: 'top', owner: '', pieces: [], exists, log });
  const named = collectTargets(shape.entries, exists, log);
  const resolution = resolveTargets(named, top, shape.kind === 'sections', log);
  const made = makeTargets({ shape, named, resolution, exists, bindep, log });
  const flat = shape.kind === 'flat' ? named.get(usualTarget)?.layers[0] : undefined;
  const { project = projectName(root), cache_registry: cacheRegistry = null } = (top ?? flat)?.values ?? {};
  const names = [...named.keys()];
  const defaults = chooseDefaults({ shape, top, names, made, log });
  const targets = withNeeds({ ...made, names, resolved: resolution.resolved, log });
  return { file, source: 'dox.yml', notes: [], root, project, cacheRegistry, defaults, targets };
}

const firstFile = 'a first dox.yml:\nimage: debian:bookworm-slim\ncommands:\n  - make test';

function reportNoMapping(tree: Tree | null, log: DiagnosticLog): void {
  const empty = tree === null || (tree.kind === 'text' && tree.value === null);
  if (empty) {
    const only = log.text.trim() === '' ? 'is empty' : 'has nothing in it but comments';
    log.error({ start: 0, end: 0 }, `the file ${only}`, firstFile);
    return;
  }
  const found = tree.kind === 'list' ? 'a list' : 'a text';
  log.error(tree.span, `the file must be a mapping of keys to values, not ${found}`, firstFile);
}

interface DefaultsInput {
  readonly shape: Shape;
  readonly top: Layer | null;
  readonly names: readonly string[];
  readonly made: MadeTargets;
  readonly log: DiagnosticLog;
}

/** The key `default`; else the section `testing`; else all. */
function chooseDefaults({ shape, top, names, made, log }: DefaultsInput): readonly string[] {
  const runnable = names.filter((name) => !made.templates.has(name));
  if (shape.kind === 'sections') return runnable.includes(usualTarget) ? [usualTarget] : runnable;
  const value = shape.top?.entries.get('default')?.value;
  if (value === undefined || top?.values.default === undefined) return runnable;
  const context = { key: '"default"', runnable, templates: made.templates, log };
  return namedTargets(writtenNames(value), context).map(({ name }) => name);
}
