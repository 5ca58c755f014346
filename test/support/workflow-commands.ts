/**
 * What the runner of GitHub Actions would obey of an output, line by line: `::command::` at a line's beginning and
 * `##[command]` anywhere in it, while `::stop-commands::` does not forbid it. Throws where that is never taken back.
 */
export function obeyedCommands(text: string): readonly string[] {
  const commands: string[] = [];
  let token: string | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, command, , value = ''] =
      /^\s*::([^ :]+)( .*?)?::(.*)$/.exec(line) ?? /##\[([^ \]]+)( .*?)?\](.*)/.exec(line) ?? [];
    if (command === undefined) continue;
    if (token !== null) token = command === token ? null : token;
    else if (command === 'stop-commands') token = value;
    else commands.push(line);
  }
  if (token !== null) throw new Error('commands are stopped to the end');
  return commands;
}
