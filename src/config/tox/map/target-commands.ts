import { shellQuote } from '../../../base/shell-quote.ts';
import type { Command } from '../../config.ts';
import type { ToxCommand, ToxEnv } from '../tox-project.ts';
import { type ContainerPaths, sourceFolder } from './container-paths.ts';
import { targetPython } from './target-python.ts';

/** What must be done in the tree before the commands: the project, where the image cannot have it, and the folder. */
export function firstCommands(
  { changedir }: ToxEnv,
  { resolve }: ContainerPaths,
  installs: readonly string[],
): readonly Command[] {
  const folder = resolve(changedir);
  const change = folder === sourceFolder ? [] : [`mkdir -p ${shellQuote(folder)} && cd ${shellQuote(folder)}`];
  return [...installs, ...change].map((text) => ({ kind: 'script', text }));
}

/** In tox's order. `kept` has `{posargs}` in its commands, `env` its defaults. */
export function toxCommands(env: ToxEnv, kept: ToxEnv, { resolve }: ContainerPaths): readonly Command[] {
  const { ignoreErrors } = env;
  const python = targetPython(env).version;
  const version = python === '' ? {} : { python };
  const command =
    (always: boolean) =>
    (each: ToxCommand): Command => ({
      kind: 'argv',
      argv: each.argv.map(resolve),
      ignoreExit: each.ignoreExit,
      invertExit: each.invertExit,
      ...(each.line === undefined ? {} : { line: { ...each.line, text: resolve(each.line.text), ...version } }),
      ...(ignoreErrors ? { keepGoing: true } : {}),
      ...(always ? { always: true } : {}),
      ...(each.place === null ? {} : { place: each.place }),
    });
  return [
    ...kept.commandsPre.map(command(false)),
    ...kept.commands.map(command(false)),
    ...kept.commandsPost.map(command(true)),
  ];
}
