import { hasErrors } from '../base/diagnostic.ts';
import { ExitCode, exitCodeOf } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { someOf } from '../base/some-of.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import type { Flags } from '../flags.ts';
import { selectOf } from '../plan/select.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';

/** `dox list`: the targets with their descriptions; those that run by default, and those that may fail, are marked. */
export async function list(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('list', words);
  const config = await loadProject(io, flags);
  if (config === null) return ExitCode.usage;
  const { targets, defaults } = config;
  const { labels = [], skipEnv: skip = null } = flags;
  const environments = flags.environment ?? (labels.length > 0 ? [] : ['ALL']);
  const { selected, diagnostics } = selectOf(config, { environments, labels, skip });
  printDiagnostics(io, flags, diagnostics);
  if (hasErrors(diagnostics)) return exitCodeOf('usage');
  const shown = targets.filter((target) => selected.includes(target.name));
  if (flags.json) {
    const rows = shown.map(({ name, description, labels: own, allowFailure, needs }) => {
      return { name, description, labels: own, default: defaults.includes(name), allowFailure, needs };
    });
    io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return ExitCode.ok;
  }
  const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true));
  const width = Math.max(...shown.map(({ name }) => name.length));
  for (const { name, description, labels: own, allowFailure, needs } of shown) {
    const mark = defaults.includes(name) ? '*' : ' ';
    const remarks = [
      description,
      own.length > 0 ? `[${own.join(', ')}]` : null,
      allowFailure ? '(may fail)' : null,
      needs.length > 0 ? `(needs ${someOf(needs, 3)})` : null,
    ];
    const text = `${mark} ${style.bold(name.padEnd(width))}  ${remarks.filter((part) => part !== null).join(' ')}`;
    io.stdout.write(`${text.trimEnd()}\n`);
  }
  if (defaults.length < targets.length) io.stdout.write(style.dim('\n* runs without -e\n'));
  return ExitCode.ok;
}
