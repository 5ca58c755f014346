import type { Config, Target } from '../../../src/config/config.ts';
import type { ReadResult } from '../../../src/config/config-source.ts';
import { readGuess } from '../../../src/config/guess/guess.ts';
import type { ProjectFiles } from '../../../src/config/project-files.ts';
import { projectPath } from '../../../src/config/project-path.ts';

/** A project's files, by path. */
export type Files = Readonly<Record<string, string>>;

/** Files that are nowhere but here. */
function filesOf(files: Files): ProjectFiles {
  const paths = Object.keys(files);
  const below = (folder: string): readonly string[] => {
    const start = folder === '.' ? '' : `${folder}/`;
    return paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length).split('/')[0] ?? '');
  };
  return {
    root: '/code/shop',
    exists(relative) {
      const path = projectPath(relative) ?? '..';
      if (Object.hasOwn(files, path)) return 'file';
      return below(path).length > 0 ? 'folder' : null;
    },
    read: (path) => (Object.hasOwn(files, path) ? Buffer.from(files[path] ?? '') : null),
    list: (folder) => [...new Set(below(folder))].sort(),
  };
}

/** What is guessed from these files, where the command line names these targets. */
export function guess(files: Files, names: readonly string[] = []): ReadResult {
  return readGuess({ files: filesOf(files), file: '', shown: (path) => path, names, env: {} });
}

/** The config of files from which something can be guessed. */
export function guessed(files: Files, names: readonly string[] = []): Config {
  const { config, diagnostics } = guess(files, names);
  if (config === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return config;
}

/** What a target comes to, in few words: only what is there. */
export function shown(target: Target): Readonly<Record<string, unknown>> {
  const { images, system, add, prep, env, commands, cache, allowEmpty } = target;
  const image = images
    .map((each) => (each.kind === 'reference' ? each.reference : `build ${each.dockerfile}`))
    .join(',');
  const all = {
    image,
    system: system.map(({ name }) => name).join(' '),
    add: add.join(' '),
    prep,
    env,
    commands: commands.map((each) => (each.kind === 'script' ? each.text : each.argv.join(' '))),
    cache: cache.join(' '),
    allowEmpty,
  };
  return Object.fromEntries(
    Object.entries(all).filter(
      ([, value]) =>
        value !== '' && value !== false && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}',
    ),
  );
}

/** The only target of what is guessed. */
export function only(files: Files): Readonly<Record<string, unknown>> {
  const { targets } = guessed(files);
  const [target] = targets;
  if (target === undefined || targets.length !== 1) throw new Error(`targets: ${targets.map(({ name }) => name)}`);
  return shown(target);
}
