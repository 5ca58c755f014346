import type { ShellContext } from './shell-scan.ts';

/** Ends the reading: the text is over, or it is not certain what it means. */
export class Stop extends Error {}

const maximumDepth = 100;

/** A place in a shell's text, and what every part of its reader needs there. */
export abstract class ShellCursor {
  protected readonly text: string;
  protected at = 0;
  protected depth = 0;
  /** Where the reading stopped. */
  protected context: ShellContext = 'plain';

  constructor(text: string) {
    this.text = text;
  }

  protected get next(): string {
    return this.text[this.at] ?? '';
  }

  protected sees(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  /** One construct within another; deeper than anybody writes is not certain. */
  protected deeper(): void {
    this.depth += 1;
    if (this.depth > maximumDepth) this.stop();
  }

  /** Not certain from here on. */
  protected stop(context: ShellContext = 'other'): never {
    this.context = context;
    throw new Stop();
  }

  protected comment(): void {
    const end = this.text.indexOf('\n', this.at);
    if (end < 0) this.context = 'comment';
    this.at = end < 0 ? this.text.length : end;
  }

  /** A backslash and a newline mean nothing, even inside a word. */
  protected continuation(): boolean {
    if (!this.sees('\\\n')) return false;
    const before = this.text[this.at - 1] ?? '';
    this.at += 2;
    if (/^[$&|;<>(]$/.test(before) && /^[&|;<>({['"`-]$/.test(this.next)) this.stop(); // it joins them to one token
    return true;
  }
}
