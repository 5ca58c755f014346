import type { ProjectFiles } from '../../project-files.ts';

/** The same files, each looked at once: hundreds of environments ask for the same ones. */
export function rememberedFiles(files: ProjectFiles): ProjectFiles {
  return {
    root: files.root,
    exists: remembered(files.exists),
    read: remembered(files.read),
    list: remembered(files.list),
  };
}

function remembered<Answer>(ask: (path: string) => Answer): (path: string) => Answer {
  const known = new Map<string, Answer>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined || known.has(path)) return before as Answer; // a key that is there has a value of its type
    const answer = ask(path);
    known.set(path, answer);
    return answer;
  };
}
