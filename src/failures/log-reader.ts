import { Parser as HtmlParser } from 'htmlparser2';
import type { FailureReport } from './failure.ts';
import { createFailureReader } from './reader.ts';

/** Reads a log that was kept somewhere, in chunks of any size, and says at the end what failed. */
export interface LogReader {
  push(chunk: Uint8Array): void;
  /** Call it once, after the last push. */
  end(): FailureReport;
}

/** So many bytes tell whether the log is a page. */
const sniffed = 4096;
const pageStart = /^(?:\ufeff|\u00ef\u00bb\u00bf)?\s*(?:<!doctype html|<html|<head|<body|<pre|<span)[\s>]/i;
/** Entities that stand for what console pages escape; a log that has them and none of the characters is a page's inside. */
const escaped = /&(?:lt|gt|quot|amp|#39|#x27);/;

/** A reader of text, or of a page of text: Jenkins' `console.html`, os-loganalyze's view of a Zuul log. */
export function createLogReader(): LogReader {
  const reader = createFailureReader();
  let head: Buffer | null = Buffer.alloc(0);
  let page: HtmlParser | null = null;
  const decoder = new TextDecoder();
  const give = (chunk: Uint8Array): void => {
    if (page === null) reader.push('stdout', chunk);
    else page.write(decoder.decode(chunk, { stream: true }));
  };
  const decide = (): void => {
    if (head === null) return;
    const first = head;
    head = null;
    if (isPage(first.toString('latin1', 0, sniffed))) page = textOf((text) => reader.push('stdout', Buffer.from(text)));
    give(first);
  };
  return {
    push(chunk) {
      if (head === null) {
        give(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length >= sniffed) decide();
    },
    end() {
      decide();
      page?.end();
      return reader.end();
    },
  };
}

function isPage(head: string): boolean {
  return (
    pageStart.test(head) || (escaped.test(head) && !/[<>"]/.test(head.replace(/<\/?(?:span|a|b|pre)\b[^<>]*>/g, '')))
  );
}

function textOf(give: (text: string) => void): HtmlParser {
  return new HtmlParser({
    ontext: give,
    onopentagname(name) {
      if (name === 'br' || name === 'tr') give('\n');
    },
  });
}
