import { hasErrors } from '../../base/diagnostic.ts';
import type { ReadSource } from '../config-source.ts';
import { decodeText } from '../decode-text.ts';
import type { ProjectFiles as AnyFiles } from '../project-files.ts';
import { dockerSection } from './map/docker-section.ts';
import { askedEnvironment } from './map/handed-over.ts';
import { toConfig } from './map/to-config.ts';
import type { ProjectFiles } from './project-files.ts';
import { pythonGlob } from './python-glob.ts';
import { readTox } from './read-tox.ts';

/** Reads what tox reads of a project, and maps it to targets. */
export const readToxConfig: ReadSource = (input) => {
  const files = toxFiles(input.files);
  const found = readTox({ files, env: askedEnvironment(input.env) }, input.shown);
  if (found === null) {
    const message = 'there is nothing for tox in it: no [tox] and no [testenv]';
    const place = { file: input.shown(input.file), line: 1, column: 1 };
    return { config: null, diagnostics: [{ severity: 'error', message, place }] };
  }
  const { project, diagnostics, home } = found;
  if (project === null || hasErrors(diagnostics)) return { config: null, diagnostics };
  const read = files.read(home.file);
  const text = home.kind === 'ini' && read?.ok === true ? read.text : '';
  const docker = dockerSection(text, input.shown(home.file));
  return { config: toConfig(project, docker, { ...input, file: home.file }), diagnostics };
};

/** A project's files as tox asks for them. */
function toxFiles(files: AnyFiles): ProjectFiles {
  return {
    read(path) {
      if (files.exists(path) !== 'file') return null;
      const bytes = files.read(path);
      return bytes === null ? { ok: false, reason: 'it cannot be read' } : decodeText(bytes);
    },
    glob: (pattern) =>
      pythonGlob(pattern, (folder) =>
        files.list(folder === '' ? '.' : folder).map((name) => {
          return { name, isFolder: files.exists(`${folder}${name}`) === 'folder' };
        }),
      ),
  };
}
