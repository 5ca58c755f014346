/** Options of pip that take one value, which older tox glued to them (`-rfile`). */
const oneValue = [
  '-i',
  '--index-url',
  '--extra-index-url',
  '-e',
  '--editable',
  '-c',
  '--constraint',
  '-r',
  '--requirement',
  '-f',
  '--find-links',
  '--trusted-host',
  '--use-feature',
  '--no-binary',
  '--only-binary',
];
/** Those whose value is a path, in which tox escapes the blanks. */
const path = ['-c', '--constraint', '-r', '--requirement', '-f', '--find-links', '-e', '--editable'];

/**
 * The lines of `deps` as tox 4 gives them (`PythonDeps._normalize_raw`): continued lines joined, `-rfile` written
 * `-r file`, blanks in paths escaped.
 */
export function depsLines(text: string): readonly string[] {
  const lines = text.replaceAll('\r', '').replaceAll('\\\n', '').split('\n');
  // tox takes the text apart twice, and each time the end of the last line begins no other.
  for (let time = 0; time < 2; time += 1) if (lines.at(-1) === '') lines.pop();
  return lines.map(depsLine);
}

function depsLine(line: string): string {
  const glued = oneValue.find((option) => line.startsWith(option) && /^[^\s=]/.test(line.slice(option.length)));
  const apart = glued === undefined ? line : `${glued} ${line.slice(glued.length)}`;
  const option = path.find((one) => apart.startsWith(one) && /^\s/.test(apart.slice(one.length)));
  if (option === undefined) return apart;
  return `${option} ${apart.slice(option.length + 1).replace(/(?<!\\)\s/g, '\\$&')}`;
}
