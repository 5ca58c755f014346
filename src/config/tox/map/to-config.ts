import { join } from 'node:path';
import type { Config, Target } from '../../config.ts';
import type { SourceInput } from '../../config-source.ts';
import { projectName } from '../../project-name.ts';
import type { ToxProject } from '../tox-project.ts';
import { inDependsOrder } from './depends-order.ts';
import type { DockerSection } from './docker-section.ts';
import { runsOnLinux } from './obstacles.ts';
import { toTarget } from './to-target.ts';

/** What a tox project asks for, as dox's own Config: an environment is a target of its name. */
export function toConfig(project: ToxProject, docker: DockerSection, input: SourceInput): Config {
  const { files, file, names, env: environment } = input;
  const targets = new Map<string, Target>();
  for (const name of [...project.all, ...project.defaults, ...names]) {
    const target = targets.has(name) ? null : toTarget(name, { project, docker, files, environment });
    if (target !== null) targets.set(name, target);
  }
  const elsewhere = [...targets.keys()].filter((name) => {
    const env = project.env(name, []);
    return env !== null && !runsOnLinux(env);
  });
  const imageless = project.defaults.filter((name) => targets.get(name)?.images.length === 0);
  const wanted = project.defaults.filter((name) => targets.has(name) && ![...elsewhere, ...imageless].includes(name));
  return {
    file: join(files.root, file),
    source: 'tox',
    notes: notesOf(project, file, { elsewhere, imageless }),
    root: files.root,
    project: projectName(files.root),
    cacheRegistry: null,
    defaults: inDependsOrder([...new Set(wanted)], (name) => project.env(name, [])?.depends ?? []),
    targets: [...targets.values()],
  };
}

/** The first says whose rules were used. */
function notesOf(
  { rules, why, core }: ToxProject,
  file: string,
  { elsewhere, imageless }: { readonly elsewhere: readonly string[]; readonly imageless: readonly string[] },
): readonly string[] {
  const version = rules === 'tox3' ? 'tox 3' : 'tox 4';
  const plugins = core.requires.filter(
    (each) => !/^\s*(?:tox|virtualenv|pip|setuptools|wheel)\s*(?:[<>=!~[;,]|$)/i.test(each),
  );
  const labels = Object.keys(core.labels);
  return [
    `${file}, by the rules of ${version}: ${why}`,
    ...(elsewhere.length > 0 ? [`not for linux, so not run unless asked for: ${elsewhere.join(', ')}`] : []),
    ...(imageless.length > 0 ? [`without an image, so not run unless asked for: ${imageless.join(', ')}`] : []),
    ...(plugins.length > 0 ? [`plugins of tox do nothing here: ${plugins.join(', ')}`] : []),
    ...(labels.length > 0 ? [`labels (${labels.join(', ')}) are not read: name environments with -e`] : []),
  ];
}
