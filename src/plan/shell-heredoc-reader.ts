import { ShellCursor } from './shell-cursor.ts';

/** What ends a word. */
export const metacharacters = ' \t\n|&;<>()';

/** Reads here-documents: their delimiters where they are named, their bodies after that line. */
export abstract class HeredocReader extends ShellCursor {
  protected hasHeredoc = false;
  /** Those that begin after the line that is read. */
  protected readonly heredocs: { readonly delimiter: string; readonly quoted: boolean; readonly tabs: boolean }[] = [];

  /** The word after `<<`: quotes in it are removed, and say that the body is literal. */
  protected delimiter(tabs: boolean): void {
    const start = this.at;
    const match = /^(?:'[^'\n]*'|"[^"\\\n$`]*"|\\[^\n]|[^\s|&;<>()'"\\$`])+/.exec(this.text.slice(start, start + 200));
    if (match === null) this.stop();
    this.at += match[0].length;
    if (!metacharacters.includes(this.next)) this.stop();
    const delimiter = match[0].replace(/'([^']*)'|"([^"]*)"|\\(.)/g, '$1$2$3');
    this.heredocs.push({ delimiter, quoted: /['"\\]/.test(match[0]), tabs });
    this.hasHeredoc = true;
  }

  /** Reads over a newline and the here-documents that begin after it; the offset of the last newline or the end. */
  protected heredocBodies(): number {
    let last = this.at;
    this.at += 1;
    for (let doc = this.heredocs.shift(); doc !== undefined; doc = this.heredocs.shift()) {
      let isContinued = false;
      for (let isBody = true; isBody; ) {
        const newline = this.text.indexOf('\n', this.at);
        const end = newline < 0 ? this.text.length : newline;
        const line = this.text.slice(this.at, end);
        isBody = isContinued || (doc.tabs ? line.replace(/^\t+/, '') : line) !== doc.delimiter;
        if (isBody && newline < 0) this.stop(doc.quoted ? 'literal-heredoc' : 'heredoc');
        isContinued = !doc.quoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
        this.at = Math.min(end + 1, this.text.length);
        last = end;
      }
    }
    return last;
  }
}
