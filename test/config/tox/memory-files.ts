import type { ProjectFiles } from '../../../src/config/project-files.ts';

/** A project's files that are only here. */
export function memoryFiles(texts: Readonly<Record<string, string | Uint8Array>>): ProjectFiles {
  const paths = Object.keys(texts);
  const namesIn = (folder: string): readonly string[] => {
    const start = folder === '.' ? '' : `${folder}/`;
    const below = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length).split('/')[0]);
    return [...new Set(below.map((name) => name ?? ''))].sort();
  };
  return {
    root: '/project',
    exists: (path) => (Object.hasOwn(texts, path) ? 'file' : namesIn(path).length > 0 ? 'folder' : null),
    read(path) {
      const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
      return typeof text === 'string' ? Buffer.from(text) : (text ?? null);
    },
    list: namesIn,
  };
}
