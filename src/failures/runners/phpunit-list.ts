import { PhpunitBlock } from './phpunit-block.ts';

const header =
  /^There (?:was|were) (\d{1,9}) (error|failure|PHPUnit error|retried test)s?:$|^These (?:before-first|after-last)-test methods errored:$/;
const entry = /^(\d{1,9})\) (\S.*)$/;
/** `Class::method …`, a class alone, the file of a .phpt test. */
const title = /^[A-Za-z_\\\x80-\uffff][\w\\@\x80-\uffff]{0,1000}(?:::|$)/;
/** Nobody reads on, and the list must be broken. */
const maxBlock = 20_000;
const maxEntries = 10_000;

/** What a list is about. `retried` tests passed in the end. */
export type ListKind = 'error' | 'failure' | 'retried';

/**
 * One list below `There were 3 failures:` (TextUI/Output/Default/ResultPrinter.php, printListHeaderWithNumber). A blank
 * line stands before its first entry; JUnit 4 prints the same header without one.
 */
export class PhpunitList {
  readonly kind: ListKind;
  readonly blocks: PhpunitBlock[] = [];
  readonly #count: number;
  #afterBlank = false;
  #isFirst = true;
  #over = false;
  #size = 0;

  private constructor(kind: ListKind, count: number) {
    this.kind = kind;
    this.#count = count;
  }

  static from(text: string): PhpunitList | null {
    const match = text.length > 80 ? null : header.exec(text);
    if (match === null) return null;
    const kind = match[2] === 'failure' ? 'failure' : match[2] === 'retried test' ? 'retried' : 'error';
    return new PhpunitList(kind, match[1] === undefined ? maxEntries : Number(match[1]));
  }

  get isOver(): boolean {
    return this.#over;
  }

  add(text: string, whole: boolean): void {
    const first = this.#isFirst;
    this.#isFirst = false;
    const ready = this.blocks.length === 0 ? this.#afterBlank : this.blocks.length < this.#count;
    const match = ready ? entry.exec(text.slice(0, 4000)) : null;
    this.#afterBlank = text.trim() === '';
    if (match?.[2] !== undefined && Number(match[1]) === this.blocks.length + 1 && isTitle(match[2])) {
      this.#size = 0;
      if (whole && this.blocks.length < maxEntries) {
        this.blocks.push(new PhpunitBlock(match[2], this.kind === 'failure' ? 'failed' : 'error', text));
      }
      return;
    }
    const block = this.blocks.at(-1);
    if (block === undefined) this.#over = first ? !this.#afterBlank : !this.#afterBlank || ++this.#size > 1;
    else this.#inBlock(block, text);
  }

  #inBlock(block: PhpunitBlock, text: string): void {
    const isLast = this.blocks.length >= this.#count;
    this.#over = text === '--' || (isLast && block.isEnough) || ++this.#size > maxBlock;
    if (!this.#over && !block.isEnough) block.add(text);
  }
}

function isTitle(text: string): boolean {
  return text.endsWith('.phpt') || title.test(text);
}
