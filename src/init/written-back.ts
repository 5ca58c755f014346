import { join, relative } from 'node:path';
import { BindepFiles } from '../config/bindep/read-bindep.ts';
import type { Config } from '../config/config.ts';
import type { ReadResult } from '../config/config-source.ts';
import { readDoxYml } from '../config/dox-yml.ts';
import type { ProjectFiles } from '../config/project-files.ts';
import { writeDoxYml } from './write-dox-yml.ts';

/** The dox.yml of what was found in a project, and what is read of that: the two must say the same. */
export interface WrittenBack {
  readonly text: string;
  readonly read: ReadResult;
}

/** `shown` is how diagnostics name a file of the project. */
export function writtenBack(config: Config, files: ProjectFiles, shown: (path: string) => string): WrittenBack {
  const { root, exists, read } = files;
  const { bindep } = new BindepFiles(read, shown).find(null);
  const text = writeDoxYml({ config, from: relative(root, config.file), bindep });
  const file = join(root, 'dox.yml');
  return { text, read: readDoxYml({ file, text, root, exists, read, shown: 'dox.yml', shownFile: shown }) };
}
