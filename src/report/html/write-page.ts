import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { textElement, element as xmlElement } from '../xml.ts';
import { mostLogBytes, packLog } from './pack-log.ts';
import { detailsTogether, type PageLog, type PageModel } from './page-model.ts';
import type { PageSource } from './page-source.ts';
import { scriptJson } from './script-json.ts';

const pack = promisify(gzip);

/** The page's own code, as the build has made it. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * The page, piece by piece in order, so that none of its logs is ever whole in memory. What is not dox's own stands in it
 * as base64 or as JSON without `<`; a policy allows the page's one script and one style by their hashes, and nothing else.
 */
export async function* writePage(source: PageSource, { script, style }: PageAssets): AsyncGenerator<string> {
  yield head({ script, style });
  const logs: PageLog[] = [];
  let room = mostLogBytes;
  for (const [index, { name, open }] of source.logs.entries()) {
    for await (const part of packLog({ name, bytes: open(), prefix: `log-${index}`, room })) {
      if (part.kind === 'chunk') yield data(part.element, part.base64);
      else logs.push(part.log);
    }
    room = Math.max(0, room - (logs.at(-1)?.bytes ?? 0));
  }
  const { model, details } = source.content();
  for (let first = 0; first < model.tests.length; first += detailsTogether) {
    const some = model.tests.slice(first, first + detailsTogether).map((_, index) => details(first + index));
    yield data(`details-${first / detailsTogether}`, (await pack(JSON.stringify(some))).toString('base64'));
  }
  yield* end({ ...model, logs }, script);
}

function data(id: string, base64: string): string {
  return `<script type="text/plain" id="${id}">${base64}</script>\n`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function head({ script, style }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="dox">
<title>dox</title>
<style>${style}</style>
</head>
<body>
`;
}

function* end(model: PageModel, script: string): Generator<string> {
  yield `<noscript>\n${withoutScript(model)}\n</noscript>\n`;
  yield `<script type="application/json" id="model">${scriptJson(model)}</script>\n`;
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

/** What there is to read where the script does not run. */
function withoutScript({ title, verdict, sentence, targets }: PageModel): string {
  const rows = targets.map((target) => {
    const cells = [target.label, target.verdict, target.counts, target.reason ?? ''];
    return xmlElement(
      'tr',
      {},
      cells.map((cell) => textElement('td', {}, cell)),
    );
  });
  return [
    textElement('h1', {}, `${title}: ${verdict}`),
    textElement('p', {}, sentence),
    ...(rows.length === 0 ? [] : [xmlElement('table', {}, rows)]),
    textElement('p', {}, 'Failures, logs and plots are shown with JavaScript; the page asks nothing of the net.'),
  ].join('\n');
}
