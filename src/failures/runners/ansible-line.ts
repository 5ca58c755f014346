/** One line of a task that failed on a host. */
export interface AnsibleFailure {
  readonly host: string;
  readonly kind: 'failed' | 'unreachable' | 'item';
  /** What follows the arrow: JSON, YAML's first line, or nothing. */
  readonly result: string;
}

/** A line of the recap. */
export interface AnsibleHost {
  readonly host: string;
  readonly numbers: ReadonlyMap<string, number>;
}

const maxLength = 20_000;
const banner = /^(?:TASK|RUNNING HANDLER|CLEANUP TASK|HANDLER|NOTIFIED):? \[/;
const recap = /^(\S{1,300}) +: ok=\d/;
const number = /([a-z]{2,20})=(\d{1,9})/g;
const message = /"msg": "((?:[^"\\]|\\.){1,1000})"/;

/** The name in `TASK [role : name] *****`, or null. */
export function readTask(line: string): string | null {
  if (line === 'GATHERING FACTS' || line.startsWith('GATHERING FACTS **')) return 'GATHERING FACTS';
  const text = line.slice(0, maxLength).trimEnd();
  const start = banner.exec(text);
  if (start === null || !text.endsWith('*')) return null;
  const end = text.lastIndexOf('] ');
  const name = end < start[0].length ? null : text.slice(start[0].length, end);
  return name?.endsWith('] [CHECK MODE') === true ? name.slice(0, -'] [CHECK MODE'.length) : name;
}

/** Reads `fatal: [host]: FAILED! => {…}` and its like (plugins/callback/default.py). */
export function readFailure(line: string): AnsibleFailure | null {
  const text = line.slice(0, maxLength);
  const isItem = text.startsWith('failed: [');
  if (!isItem && !text.startsWith('fatal: [')) return null;
  const start = text.indexOf('[') + 1;
  const end = text.indexOf(']', start);
  if (end < 0) return null;
  const host = text.slice(start, end).split(' -> ', 1)[0] ?? '';
  const rest = text.slice(end + 1);
  const arrow = rest.indexOf(' =>');
  const result = arrow < 0 ? '' : rest.slice(arrow + ' =>'.length).trim();
  if (isItem) return arrow < 0 ? null : { host, kind: rest.startsWith(' (item=') ? 'item' : 'failed', result };
  if (rest.startsWith(': FAILED!')) return { host, kind: 'failed', result };
  return rest.startsWith(': UNREACHABLE!') ? { host, kind: 'unreachable', result } : null;
}

/** The `msg` of a result, in JSON; null where there is none. */
export function messageOf(result: string): string | null {
  const found = message.exec(result)?.[1];
  if (found === undefined) return null;
  try {
    return String(JSON.parse(`"${found}"`)).split('\n', 1)[0] ?? null;
  } catch {
    return found;
  }
}

/** Reads `host : ok=4 changed=3 unreachable=0 failed=1 …`. */
export function readHost(line: string): AnsibleHost | null {
  const text = line.slice(0, 600);
  const match = recap.exec(text);
  if (match?.[1] === undefined) return null;
  const numbers = new Map([...text.matchAll(number)].map(([, name = '', value]) => [name, Number(value)]));
  return { host: match[1], numbers };
}
