import type { ProjectFiles } from '../../../src/config/tox/project-files.ts';
import { pythonGlob } from '../../../src/config/tox/python-glob.ts';

/** A project's files that are only here. */
export function memoryFiles(texts: Readonly<Record<string, string>>): ProjectFiles {
  const paths = Object.keys(texts);
  return {
    read(path) {
      const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
      return text === undefined ? null : { ok: true, text };
    },
    glob: (pattern) =>
      pythonGlob(pattern, (folder) => {
        const below = paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
        const names = new Map(below.map((path) => [path.split('/')[0] ?? '', path.includes('/')] as const));
        return [...names].map(([name, isFolder]) => ({ name, isFolder }));
      }),
  };
}
