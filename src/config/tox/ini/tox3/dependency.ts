import { strip } from '../python-text.ts';
import { Refusal } from '../refusal.ts';

const short = ['-c', '-e', '-r', '-b', '-t', '-d'];

const long = (
  'build cache-dir client-cert constraint download editable exists-action extra-index-url global-option find-links ' +
  'index-url install-options prefix proxy no-binary only-binary requirement retries root src target timeout ' +
  'trusted-host upgrade-strategy'
).split(' ');

/** A line of `deps` as tox 3 hands it to pip: an option and its argument are one word, a comment is cut off. */
export function readDependency(line: string, indexServers: ReadonlySet<string>): string {
  const indexed = /^:([\p{L}\p{N}_]+):\s*(\S+)/u.exec(line);
  if (indexed === null) return withoutComment(glued(strip(line)));
  const [, server = '', name = ''] = indexed;
  if (!indexServers.has(server)) throw new Refusal(`there is no indexserver "${server}" in [tox]`, { whole: true });
  return server === 'default' ? withoutComment(name) : `:${server}:${withoutComment(name)}`;
}

function glued(line: string): string {
  let glue = line;
  for (const option of short) {
    if (glue.startsWith(option)) glue = option + strip(glue.slice(option.length));
  }
  for (const name of long) {
    const option = `--${name}`;
    if (glue.startsWith(`${option} `)) glue = `${option}=${strip(glue.slice(option.length))}`;
  }
  return glue;
}

function withoutComment(text: string): string {
  const comment = text.search(/\s#/);
  return strip(comment < 0 ? text : text.slice(0, comment));
}
