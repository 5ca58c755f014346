import type { ToxEnv } from '../tox-project.ts';

/** The tree, as it is mounted while commands run. */
export const sourceFolder = '/src';
/** `{toxworkdir}`: of the image, so that the tree that is mounted does not hide it. */
export const toxFolder = '/tox';
const home = `${toxFolder}/home`;

/** Where an environment's folders are in its container. */
export interface ContainerPaths {
  readonly envdir: string;
  readonly bin: string;
  readonly temporary: string;
  readonly log: string;
  /** A link to the folder of its packages, whatever Python it is of. */
  readonly sitePackages: string;
  /** Text with the paths that tox's names for folders stand for. */
  readonly resolve: (text: string) => string;
}

/** An `envdir` in the tree is moved out of it, since nothing that is built there could be seen. */
export function containerPaths({ name, envdir: written, envtmpdir }: ToxEnv): ContainerPaths {
  const envdir = `${toxFolder}/${insideWorkdir(written) ?? name}`;
  const sitePackages = `${envdir}/site-packages`;
  const names: Readonly<Record<string, string>> = {
    '{envsitepackagesdir}': sitePackages,
    '{envdir}': envdir,
    '{toxworkdir}': toxFolder,
    '{toxinidir}': sourceFolder,
    '{homedir}': home,
    '{python}': `${envdir}/bin/python`,
  };
  const resolve = (text: string): string => text.replace(/\{[a-z]+\}/g, (token) => names[token] ?? token);
  const temporary = resolve(envtmpdir === '' ? `${envdir}/tmp` : envtmpdir);
  return { envdir, bin: `${envdir}/bin`, temporary, log: `${envdir}/log`, sitePackages, resolve };
}

function insideWorkdir(envdir: string): string | null {
  const path = /^\{toxworkdir\}\/(.+)$/.exec(envdir)?.[1];
  return path === undefined || path.split('/').includes('..') ? null : path;
}
