import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog } from './diagnostic-log.ts';
import type { Tree } from './yaml-tree.ts';

const kinds = ['tcp', 'http', 'log', 'command'];

/** Words of other tools, compose's healthcheck among them. */
const otherWords: Readonly<Record<string, string>> = {
  cmd: 'command',
  exec: 'command',
  path: 'http',
  pattern: 'log',
  port: 'tcp',
  test: 'command',
  url: 'http',
};

const example = 'such as "ready: {tcp: 5432}" or "ready: {http: 8080/health}"';

/** Reports the keys of `ready` that do not exist, and a second way to be ready; true if there are such. */
export function reportReady(value: Tree, owner: string, log: DiagnosticLog): boolean {
  if (value.kind !== 'map') return false;
  const unknown = [...value.entries].filter(([name]) => !kinds.includes(name));
  for (const [name, { keySpan }] of unknown) {
    const meant = Object.hasOwn(otherWords, name) ? (otherWords[name] ?? null) : closest(name, kinds);
    const hint = meant === null ? `"ready" takes one of ${kinds.join(', ')}` : `did you mean ${quoted(meant)}?`;
    const more = ['interval', 'retries', 'start_period'].includes(name)
      ? 'dox asks again at once, and all the time'
      : '';
    log.error(keySpan, `unknown key ${quoted(name)} in "ready"${owner}`, more === '' ? hint : more);
  }
  const [first, second] = [...value.entries].filter(([name]) => kinds.includes(name));
  if (first === undefined || second === undefined) {
    if (value.entries.size > 0) return unknown.length > 0;
    log.error(value.span, `"ready"${owner} is empty`, example);
    return true;
  }
  const message = `"ready"${owner} has both "${first[0]}" and "${second[0]}"`;
  log.error(second[1].keySpan, message, 'keep one; "command" can ask for several things at once');
  return true;
}
