import type { ToxEnv } from '../tox-project.ts';

/** Debian's packages of programs that tox's people have on their machines, and slim images do not. */
const packages: Readonly<Record<string, string>> = {
  curl: 'curl',
  dot: 'graphviz',
  gcc: 'gcc',
  git: 'git',
  make: 'make',
  msgfmt: 'gettext',
  wget: 'wget',
  'xvfb-run': 'xvfb',
};

/** The packages for the programs that an environment's commands start, sorted. */
export function toolPackages(env: ToxEnv, needsGit: boolean): readonly string[] {
  const commands = [...env.commandsPre, ...env.commands, ...env.commandsPost];
  const programs = commands.map(({ argv }) => argv[0]?.split('/').at(-1) ?? '');
  const found = programs.flatMap((program) => packages[program] ?? []);
  return [...new Set([...found, ...(needsGit ? ['git'] : [])])].sort();
}
