import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, describe, expect, test } from 'vitest';
import { program } from '../support/project.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

const path = (name: string): string => new URL(`../recordings/${name}.log`, import.meta.url).pathname;
const failing = path('pytest/pytest9.0-all');
const passing = path('pytest/pytest9.0-passing');

async function report(args: readonly string[], input?: string | Uint8Array, cwd = '/') {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, 'report', ...args], {
    reject: false,
    cwd,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  return { code: exitCode, stdout: String(stdout), stderr: String(stderr) };
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/job/7/consoleText`;
}

const line = '  FAIL tests/test_failing.py::test_equal\n    assert 3 == 4\n    /src/tests/test_failing.py:9\n';

describe('dox report', () => {
  test('says what failed, where, and how to run it again', async () => {
    const { code, stdout } = await report([failing]);
    expect(stdout).toContain(line);
    expect(stdout).toContain('  run again: pytest tests/test_failing.py::test_equal ');
    expect(stdout).toContain("'tests/test_failing.py::test_param[two words]'");
    expect(code).toBe(1);
  });

  test('shows places as they are in the tree that it is called in', async () => {
    const cwd = new URL('../fixtures/runners/pytest', import.meta.url).pathname;
    expect((await report([failing], undefined, cwd)).stdout).toContain('    tests/test_failing.py:9\n');
  });

  test('ends with 0 for a log in which all passed', async () => {
    expect(await report([passing])).toMatchObject({ code: 0, stdout: expect.stringContaining('==> pytest  4 tests') });
  });

  test('ends with 3 where no runner speaks', async () => {
    const { code, stdout } = await report(['-'], 'make: nothing to be done\n');
    expect(stdout).toBe('no output of a test runner that dox knows');
    expect(code).toBe(3);
  });

  test('says that a log was cut', async () => {
    const bytes = readFileSync(path('pytest/pytest9.0-verbose'));
    const { code, stdout } = await report(['-'], bytes.subarray(0, bytes.length / 2));
    expect(stdout).toContain('did not come to its end');
    expect(code).toBe(1);
  });

  test.each([
    ['a pipe', (bytes: Buffer) => bytes],
    ['gzip in a pipe', (bytes: Buffer) => gzipSync(bytes)],
    [
      'several gzips one after another',
      (bytes: Buffer) => Buffer.concat([gzipSync(bytes.subarray(0, 999)), gzipSync(bytes.subarray(999))]),
    ],
    ['a page', (bytes: Buffer) => Buffer.from(`<!DOCTYPE html><html><body><pre>${escaped(bytes)}</pre></body></html>`)],
  ])('reads %s', async (_, make) => {
    expect((await report([], make(readFileSync(failing)))).stdout).toContain(line);
  });

  test('reads JUnit XML', async () => {
    const xml =
      '<?xml version="1.0"?>\n<testsuites><testsuite name="pytest"><testcase classname="tests.test_a" name="test_x">';
    const { code, stdout } = await report(
      [],
      `${xml}<failure message="no">x</failure></testcase></testsuite></testsuites>`,
    );
    expect(stdout).toContain('FAIL tests/test_a.py::test_x\n    no\n');
    expect(code).toBe(1);
  });

  test('prints JSON for scripts', async () => {
    const { stdout } = await report(['--json', failing]);
    const { runners, failures, flaky, complete } = JSON.parse(stdout);
    expect(runners).toMatchObject([{ runner: 'pytest', complete: true }]);
    expect(runners[0].rerun[0].slice(0, 2)).toEqual(['pytest', 'tests/test_failing.py::test_equal']);
    expect(failures[0]).toMatchObject({
      id: 'tests/test_failing.py::test_equal',
      runner: 'pytest',
      rerun_id: 'tests/test_failing.py::test_equal',
      message: 'assert 3 == 4',
      file: '/src/tests/test_failing.py',
      line: 9,
      outcome: 'failed',
    });
    expect([flaky, complete]).toEqual([[], true]);
  });

  test('reads an address, packed or not', async () => {
    const plain = await serve((_, response) => response.end(readFileSync(failing)));
    expect((await report([plain])).stdout).toContain(line);
    const packed = await serve((_, response) => response.end(gzipSync(readFileSync(failing))));
    expect((await report([packed])).stdout).toContain(line);
    const encoded = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(readFileSync(failing)));
    });
    expect((await report([encoded])).stdout).toContain(line);
  });

  test.each<[string, RequestListener, number, RegExp]>([
    ['404', (_, response) => void response.writeHead(404).end(), 2, /the server says 404 Not Found/],
    [
      '503',
      (_, response) => void response.writeHead(503).end(),
      3,
      /the server says 503.*\n.*running it again may help/,
    ],
    ['silence', () => undefined, 3, /nothing came for 1 s/],
    ['a broken answer', (_, response) => void response.socket?.destroy(), 3, /could not be read/],
  ])('a server that answers with %s is an error', async (_, listener, code, message) => {
    const ran = await report(['--timeout', '1', await serve(listener)]);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
  });

  test('refuses what cannot be a log, with a hint', async () => {
    expect(await report(['/nowhere/log'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/nowhere/log is not there'),
    });
    expect(await report(['/'])).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') });
    expect(await report([failing, passing])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('one log, not 2'),
    });
    const damaged = gzipSync(readFileSync(failing)).fill(7, 200);
    expect(await report(['-'], damaged)).toMatchObject({ code: 2, stderr: expect.stringContaining('damaged gzip') });
    expect(await report(['--max-size', '1k', failing])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is larger than'),
    });
    expect(await report(['http://127.0.0.1:1/x'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('could not be read'),
    });
  });

  test('nothing in a log acts on the terminal', async () => {
    const hostile = readFileSync(failing).toString().replaceAll('assert 3 == 4', 'x\x1b]0;title\x07\x1b[2Jy\x9b31m');
    const { stdout } = await report(['-'], hostile);
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

function escaped(bytes: Buffer): string {
  return bytes.toString().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
