import { stringify } from 'yaml';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../flags.ts';
import { loadProject } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';

/**
 * `dox config`: what was understood of the configuration, everything inherited, as JSON with the place of each value; --schema is what may be written in it, or
 * what stands in a result file or a report.
 */
export async function config(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('config', words);
  if (flags.schema !== undefined) {
    io.stdout.write(`${JSON.stringify(await schemaOf(flags.schema), null, 2)}\n`);
    return ExitCode.ok;
  }
  const loaded = await loadProject(io, flags);
  if (loaded === null) return ExitCode.usage;
  const text = flags.json ? `${JSON.stringify(loaded, null, 2)}\n` : stringify(withoutPlaces(loaded));
  io.stdout.write(text);
  return ExitCode.ok;
}

function withoutPlaces(config: Config): unknown {
  return JSON.parse(JSON.stringify(config, (key, value) => (key === 'place' || key === 'places' ? undefined : value)));
}

async function schemaOf(what: NonNullable<Flags['schema']>): Promise<unknown> {
  if (what === 'config') return (await import('../config/json-schema.ts')).jsonSchema();
  if (what === 'report') return (await import('../report/report-schema.ts')).reportJsonSchema();
  if (what === 'history') return (await import('../report/history-schema.ts')).historyJsonSchema();
  return (await import('../report/result-schema.ts')).resultJsonSchema();
}
