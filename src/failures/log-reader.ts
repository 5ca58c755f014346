import { Parser as HtmlParser } from 'htmlparser2';
import type { FailureReport } from './failure.ts';
import { createJunitXmlReader } from './junit-xml.ts';
import type { LineTap } from './line-tap.ts';
import { createFailureReader } from './reader.ts';
import { runners } from './runners.ts';

/** Reads a log that was kept somewhere, in chunks of any size, and says at the end what failed. */
export interface LogReader {
  push(chunk: Uint8Array): void;
  /** Call it once, after the last push. */
  end(): FailureReport;
}

/** So many bytes tell whether the log is a page. */
const sniffed = 4096;
const pageStart = /^(?:\ufeff|\u00ef\u00bb\u00bf)?\s*(?:<!doctype html|<html|<head|<body|<pre|<span)[\s>]/i;
const xmlStart = /^(?:\u00ef\u00bb\u00bf)?\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?<testsuites?[\s>]/;
/** Entities that stand for what console pages escape; a log that has them and none of the characters is a page's inside. */
const escaped = /&(?:lt|gt|quot|amp|#39|#x27);/;

/** Who else wants what is read. */
interface LogListeners {
  /** Hears it as text without a page's markup; the chunks may be cut anywhere. */
  readonly hear?: (text: Uint8Array) => void;
  /** Sees each line of a text or page. */
  readonly tap?: LineTap;
}

/**
 * A reader of text, of a page of text (Jenkins' `console.html`, os-loganalyze's view of a Zuul log), or of JUnit XML: its
 * first bytes tell.
 */
export function createLogReader(listeners: LogListeners = {}): LogReader {
  let head = Buffer.alloc(0);
  let reader: LogReader | null = null;
  const decided = (): LogReader => {
    if (reader !== null) return reader;
    const first = head.toString('latin1', 0, sniffed);
    reader = (xmlStart.test(first) ? xmlReader : isPage(first) ? pageReader : textReader)(listeners);
    reader.push(head);
    return reader;
  };
  return {
    push(chunk) {
      if (reader !== null) {
        reader.push(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length >= sniffed) decided();
    },
    end: () => decided().end(),
  };
}

function textReader({ hear, tap }: LogListeners): LogReader {
  const reader = createFailureReader(runners, tap ?? null);
  return {
    push(chunk) {
      hear?.(chunk);
      reader.push('stdout', chunk);
    },
    end: () => reader.end(),
  };
}

function xmlReader({ hear }: LogListeners): LogReader {
  const reader = createJunitXmlReader();
  return {
    push(chunk) {
      hear?.(chunk);
      reader.push(chunk);
    },
    end() {
      const report = reader.end();
      return { runners: report === null ? [] : [report] };
    },
  };
}

function pageReader({ hear, tap }: LogListeners): LogReader {
  const reader = createFailureReader(runners, tap ?? null);
  const page = textOf((text) => {
    const bytes = Buffer.from(text);
    hear?.(bytes);
    reader.push('stdout', bytes);
  });
  const decoder = new TextDecoder();
  return {
    push: (chunk) => page.write(decoder.decode(chunk, { stream: true })),
    end() {
      page.end();
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
