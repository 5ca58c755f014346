import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { preparedDockerfile, prepScript } from '../../src/plan/dockerfile.ts';
import { shells } from './shells.ts';

const file = { bytes: new TextEncoder().encode('x'), mode: 0o644 };
const text = (context: ReturnType<typeof preparedDockerfile>, path: string): string =>
  new TextDecoder().decode(context.files.get(path)?.bytes);

describe('preparedDockerfile', () => {
  it('installs, copies and prepares, in this order', () => {
    const context = preparedDockerfile({
      base: 'debian:bookworm-slim',
      install: { script: 'apt-get install\n', words: ['--snapshot=', 'hello=2.10-3'] },
      added: new Map([['sub dir/requirements.txt', file]]),
      prep: ['pip install -r "requirements.txt"'],
      user: 'node',
      labels: { 'io.dox.kind': 'a "b" $c\\' },
    });
    expect(text(context, context.dockerfile)).toBe(
      [
        'FROM debian:bookworm-slim',
        'USER 0',
        'COPY ["dox/apt-install", "/dox/.dox/apt-install"]',
        'RUN ["/bin/sh", "/dox/.dox/apt-install", "--snapshot=", "hello=2.10-3"]',
        'WORKDIR /dox',
        'COPY ["files", "/dox/"]',
        'COPY ["dox/prep.sh", "/dox/.dox/prep.sh"]',
        'COPY ["dox/run-prep.sh", "/dox/.dox/run-prep.sh"]',
        'RUN ["/bin/sh", "/dox/.dox/run-prep.sh"]',
        'LABEL "io.dox.kind"="a \\"b\\" \\$c\\\\"',
        'USER node',
        '',
      ].join('\n'),
    );
    expect([...context.files.keys()].sort()).toEqual([
      'Dockerfile',
      'dox/apt-install',
      'dox/prep.sh',
      'dox/run-prep.sh',
      'files/sub dir/requirements.txt',
    ]);
  });

  it('leaves out what there is none of', () => {
    const context = preparedDockerfile({ base: 'a', install: null, added: new Map([['b', file]]), prep: [] });
    expect(text(context, 'Dockerfile')).toBe('FROM a\nUSER 0\nWORKDIR /dox\nCOPY ["files", "/dox/"]\n');
  });

  it('keeps the user’s words out of the Dockerfile', () => {
    const prep = ['echo "$HOME" \\\n  && echo `x`\nRUN evil', 'FROM scratch'];
    const plain = preparedDockerfile({ base: 'a', install: null, added: new Map(), prep: ['true'] });
    const other = preparedDockerfile({ base: 'a', install: null, added: new Map(), prep });
    expect(text(other, 'Dockerfile')).toBe(text(plain, 'Dockerfile'));
  });

  it.each(['a b', 'a\nRUN x', '$x', '', '-x'])('refuses the base %j', (base) => {
    expect(() => preparedDockerfile({ base, install: null, added: new Map(), prep: [] })).toThrow(RangeError);
  });

  it.each(['../x', '/etc/passwd', 'a/../../b'])('refuses the path %j', (path) => {
    const added = new Map([[path, file]]);
    expect(() => preparedDockerfile({ base: 'a', install: null, added, prep: [] })).toThrow(RangeError);
  });
});

describe.each(shells.map((shell) => [shell.name, shell] as const))('prep in %s', (_name, shell) => {
  const run = (prep: readonly string[]): { status: number | null; stdout: string; stderr: string; failed: boolean } => {
    const folder = mkdtempSync(join(tmpdir(), 'dox-prep-'));
    mkdirSync(join(folder, '.dox'));
    writeFileSync(join(folder, 'prep.sh'), prepScript(prep).replaceAll('/dox/.dox', join(folder, '.dox')));
    const [program, ...args] = shell.argv;
    const result = spawnSync(program, [...args, 'prep.sh'], { cwd: folder, encoding: 'utf8' });
    const failed = existsSync(join(folder, '.dox/failed'));
    rmSync(folder, { recursive: true });
    return { ...result, failed };
  };

  it('is one shell, and shows each step as it was written', () => {
    const { status, stdout } = run(['export A="b\\n"', 'printf \'%s\\n\' "$A"', 'cd /\npwd']);
    expect([status, stdout]).toEqual([0, '$ export A="b\\n"\n$ printf \'%s\\n\' "$A"\nb\\n\n$ cd /\npwd\n/\n']);
  });

  it('stops at the first failing step', () => {
    expect(run(['true', 'false && true', 'echo no'])).toMatchObject({ status: 1, stdout: '$ true\n$ false && true\n' });
  });

  it('leaves a note of a failure that a trap on EXIT hides', () => {
    const { status, failed } = run(["trap 'exit 0' EXIT", 'false && true']);
    expect([status, failed]).toEqual([0, true]);
    expect(run(["trap 'exit 0' EXIT", 'false || true'])).toMatchObject({ status: 0, failed: false });
  });

  it('does not lose a failure in a pipeline', () => {
    const { status, stderr } = run(['false | cat']);
    expect(status).not.toBe(0);
    if (!shell.hasPipefail) expect(stderr).toContain('step 1 of prep has a pipeline');
  });
});
