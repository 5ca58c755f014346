import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import { checkValue } from '../config/check-value.ts';
import type { DiagnosticLog } from '../config/diagnostic-log.ts';
import type { ValueSpec } from '../config/value-spec.ts';
import type { MapTree } from '../config/yaml-tree.ts';

interface KnownKeys {
  readonly specs: Readonly<Record<string, ValueSpec>>;
  /** Keys that are read elsewhere. */
  readonly others: readonly string[];
  /** Completes a key's name: ` in signature "x"`, or nothing. */
  readonly owner: string;
}

/** The converted values of a mapping's keys; what is wrong or unknown goes to the log and is left out. */
export function readKeys({ entries }: MapTree, { specs, others, owner }: KnownKeys, log: DiagnosticLog): object {
  const known = [...Object.keys(specs), ...others];
  const values: Record<string, unknown> = {};
  for (const [name, { keySpan, value }] of entries) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) {
      if (others.includes(name)) continue;
      const meant = closest(name, known);
      const hint = meant === null ? `the keys are: ${known.join(', ')}` : `did you mean ${quoted(meant)}?`;
      log.error(keySpan, `unknown key ${quoted(name)}${owner || ' at the top'}`, hint);
      continue;
    }
    const checked = checkValue({ name, keySpan, value, spec, owner, log });
    if (checked !== null) values[name] = checked.output;
  }
  return values;
}
