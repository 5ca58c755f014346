import { stringify } from 'yaml';
import { hasErrors } from '../base/diagnostic.ts';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../flags.ts';
import { narrowed } from '../plan/narrowed.ts';
import { selectOf } from '../plan/select.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';

/**
 * `dox config`: what was understood of the configuration, everything inherited, as JSON with the place of each value;
 * --schema is what may be written in it or in recheck.yml, or what stands in a result file or a report.
 */
export async function config(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('config', words);
  if (flags.schema !== undefined) {
    io.stdout.write(`${JSON.stringify(await schemaOf(flags.schema), null, 2)}\n`);
    return ExitCode.ok;
  }
  const loaded = await loadProject(io, flags);
  if (loaded === null) return ExitCode.usage;
  const shown = selected(loaded, io, flags);
  if (shown === null) return ExitCode.usage;
  const text = flags.json ? `${JSON.stringify(shown, null, 2)}\n` : stringify(withoutPlaces(shown));
  io.stdout.write(text);
  return ExitCode.ok;
}

/** With -e or -m only the targets that they name; null if they name others, which has then been said. */
function selected(config: Config, io: Io, flags: Flags): Config | null {
  const { environment: environments = [], labels = [] } = flags;
  if (environments.length + labels.length === 0) return config;
  const { selected: names, diagnostics } = selectOf(config, { environments, labels, skip: null });
  printDiagnostics(io, flags, diagnostics);
  if (hasErrors(diagnostics)) return null;
  return narrowed(config, names);
}

function withoutPlaces(config: Config): unknown {
  return JSON.parse(JSON.stringify(config, (key, value) => (key === 'place' || key === 'places' ? undefined : value)));
}

async function schemaOf(what: NonNullable<Flags['schema']>): Promise<unknown> {
  switch (what) {
    case 'config':
      return (await import('../config/json-schema.ts')).jsonSchema();
    case 'recheck':
      return (await import('../recheck/recheck-json-schema.ts')).recheckJsonSchema();
    case 'result':
      return (await import('../report/result-schema.ts')).resultJsonSchema();
    case 'report':
      return (await import('../report/report-schema.ts')).reportJsonSchema();
    case 'history':
      return (await import('../report/history-schema.ts')).historyJsonSchema();
    case 'advice':
      return (await import('../report/advice-schema.ts')).adviceJsonSchema();
  }
}
