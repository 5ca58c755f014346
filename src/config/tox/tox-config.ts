import { hasErrors } from '../../base/diagnostic.ts';
import type { ReadSource } from '../config-source.ts';
import { decodeText } from '../decode-text.ts';
import { dockerSection } from './map/docker-section.ts';
import { askedEnvironment } from './map/handed-over.ts';
import { toConfig } from './map/to-config.ts';
import { readTox } from './read-tox.ts';

/** Reads what tox reads of a project, and maps it to targets. */
export const readToxConfig: ReadSource = (input) => {
  const { files, file, shown } = input;
  const { project, diagnostics } = readTox({ ...input, env: askedEnvironment(input.env) });
  if (project === null || hasErrors(diagnostics)) return { config: null, diagnostics };
  const ini = file.endsWith('.toml') ? null : decodeText(files.read(file) ?? '');
  const docker = dockerSection(ini?.ok === true ? ini.text : '', shown(file));
  return { config: toConfig(project, docker, input), diagnostics };
};
