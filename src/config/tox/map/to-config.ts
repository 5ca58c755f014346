import { join } from 'node:path';
import { inDependsOrder } from '../../../base/depends-order.ts';
import type { Config, Target } from '../../config.ts';
import type { SourceInput } from '../../config-source.ts';
import { projectName } from '../../project-name.ts';
import type { ToxEnv, ToxProject } from '../tox-project.ts';
import type { DockerSection } from './docker-section.ts';
import { rememberedFiles } from './remembered-files.ts';
import { toTarget } from './to-target.ts';

/** What a tox project asks for, as dox's own Config: an environment is a target of its name. */
export function toConfig(read: ToxProject, docker: DockerSection, input: SourceInput): Config {
  const project = remembered(read);
  const { file, names, env: environment } = input;
  const files = rememberedFiles(input.files);
  const targets = new Map<string, Target>();
  for (const name of [...project.all, ...project.defaults, ...names]) {
    const target = targets.has(name) ? null : toTarget(name, { project, docker, files, environment });
    if (target !== null) targets.set(name, target);
  }
  const wanted = project.defaults.filter((name) => targets.has(name));
  return {
    file: join(files.root, file),
    source: 'tox',
    notes: notesOf(project, file),
    root: files.root,
    project: projectName(files.root),
    cacheRegistry: null,
    defaults: inDependsOrder([...new Set(wanted)], (name) => project.env(name, [])?.depends ?? []),
    targets: [...targets.values()],
  };
}

/** Each environment is worked out once for its values: a file may have hundreds. */
function remembered(project: ToxProject): ToxProject {
  const known = new Map<string, ToxEnv | null>();
  const env: ToxProject['env'] = (name, posargs) => {
    if (posargs === 'keep' || posargs.length > 0) return project.env(name, posargs);
    const found = known.has(name) ? (known.get(name) ?? null) : project.env(name, []);
    known.set(name, found);
    return found;
  };
  return { ...project, core: project.core, env };
}

/** The first says whose rules were used. */
function notesOf({ rules, why, core }: ToxProject, file: string): readonly string[] {
  const version = rules === 'tox3' ? 'tox 3' : 'tox 4';
  const plugins = core.requires.filter(
    (each) => !/^\s*(?:tox|virtualenv|pip|setuptools|wheel)\s*(?:[<>=!~[;,]|$)/i.test(each),
  );
  return [
    `${file}, by the rules of ${version}: ${why}`,
    ...(plugins.length > 0 ? [`plugins of tox do nothing here: ${plugins.join(', ')}`] : []),
  ];
}
