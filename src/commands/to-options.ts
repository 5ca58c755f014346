import { closest } from '../base/closest.ts';
import { commandNames } from '../command-names.ts';
import type { Flags } from '../flags.ts';
import type { Options } from '../plan/options.ts';

/** The part of the flags that a plan is made from, with the words after them. */
export function toOptions(flags: Flags, words: readonly string[], shell = false): Options {
  return {
    where: [...said('-C', flags.directory), ...said('--file', flags.file)],
    environments: flags.environment ?? [],
    labels: flags.labels ?? [],
    skipEnv: flags.skipEnv ?? null,
    images: flags.images ?? [],
    direct: shell ? 'shell' : flags.command ? 'command' : null,
    args: words,
    meant: words.length === 1 && !flags.command ? closest(words[0] ?? '', commandNames) : null,
    rebuild: flags.rebuildAll ? 'all' : flags.rebuild ? 'prepared' : 'no',
    pull: flags.pull ?? 'missing',
    push: flags.push ?? false,
    failFast: flags.failFast ?? false,
    retries: flags.retries ?? 0,
    failOnFlaky: flags.failOnFlaky ?? false,
    keep: flags.keep ?? false,
    timeout: flags.timeout ?? null,
  };
}

function said(option: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [option, value];
}
