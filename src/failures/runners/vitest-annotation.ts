import type { Failure } from '../failure.ts';
import { failureOf, readName } from './vitest-name.ts';

const start = '::error file=';
const properties = /^::error file=([^,]{1,1000}),title=([^,]{1,2000}),line=(\d{1,9}),column=\d{1,9}::/;
const usual = /\.(?:test|spec)\.[cm]?[jt]sx?$/;
const bracketed = /^\[([^\]]{1,200})\] (.*)$/;
const maxLength = 8000;

/**
 * Reads an annotation of vitest's GitHub Actions reporter (reporters/github-actions.ts). Others annotate as well, so the
 * title must begin with the file, or with one that has the usual name of a test file.
 */
export function readAnnotation(text: string): Failure | null {
  if (!text.startsWith(start)) return null;
  const line = text.slice(0, maxLength);
  const match = properties.exec(line);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const title = unescaped(match[2]);
  const inProject = bracketed.exec(title);
  const name = readName(inProject?.[2] ?? title);
  const file = unescaped(match[1]);
  if (name === null || !(`/${file}`.endsWith(`/${name.file}`) || usual.test(name.file))) return null;
  const message = unescaped(line.slice(match[0].length)).split('\n');
  return failureOf({ ...name, project: inProject?.[1] ?? null }, 'test', {
    message: message.find((each) => each.trim() !== '')?.trim() ?? null,
    line: `/${file}`.endsWith(`/${name.file}`) ? Number(match[3]) : null,
    excerpt: message.slice(0, 40),
  });
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
