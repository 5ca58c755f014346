import { hasErrors } from '../../base/diagnostic.ts';
import type { ReadSource } from '../config-source.ts';
import { readToxIni } from './ini/read-tox-ini.ts';
import { dockerSection } from './map/docker-section.ts';
import { askedEnvironment } from './map/handed-over.ts';
import { toConfig } from './map/to-config.ts';

/** Reads what tox reads of a project, and maps it to targets. */
export const readToxConfig: ReadSource = (input) => {
  const { files, file, shown } = input;
  const text = (path: string): string | null => {
    const bytes = files.read(path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const { project, diagnostics } = readToxIni({
    file: shown(file),
    text: text(file) ?? '',
    homeSection: 'tox',
    env: askedEnvironment(input.env),
    readFile: text,
  });
  if (project === null || hasErrors(diagnostics)) return { config: null, diagnostics };
  const docker = dockerSection(file.endsWith('.toml') ? '' : (text(file) ?? ''), shown(file));
  return { config: toConfig(project, docker, input), diagnostics };
};
