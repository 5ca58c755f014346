import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const schema = join(import.meta.dirname, 'junit.xsd');

/** What xmllint has against a JUnit report, or nothing. Throws where there is no xmllint: nothing is proved then. */
export function junitProblem(text: string): string {
  const { status, stderr } = xmllint(['--noout', '--schema', schema, '-'], text);
  return status === 0 ? '' : stderr;
}

/** What an XPath expression finds, as text. */
export function xpath(text: string, expression: string): string {
  const { stdout } = xmllint(['--xpath', `string(${expression})`, '-'], text);
  return stdout.replace(/\n$/, '');
}

function xmllint(args: readonly string[], input: string) {
  const run = spawnSync('xmllint', args, { input, encoding: 'utf8' });
  if (run.error !== undefined) {
    throw new Error('xmllint is missing: no JUnit report can be checked (Debian: apt-get install libxml2-utils)');
  }
  return run;
}
