import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parseSimulation, simulateScript } from '../../src/plan/apt-simulate.ts';
import { shells } from './shells.ts';

// As apt 2.6.1 of bookworm prints it with -s -qq.
const output = `noise
dox:simulated
Inst libc6 [2.36-9] (2.36-9+deb12u10 Debian:12.11/oldstable [amd64]) []
Inst libevent-2.1-7 (2.1.12-stable-8 Debian:12.11/oldstable [amd64])
Inst libc6:i386 (2.36-9 Debian:12.11/oldstable [i386])
Remv exim4 [4.96]
Conf libevent-2.1-7 (2.1.12-stable-8 Debian:12.11/oldstable [amd64])
dox:simulated-end
`;

describe('parseSimulation', () => {
  test('reads what would be unpacked', () => {
    const simulated = parseSimulation(output);
    expect(simulated.ok && Object.fromEntries(simulated.packages)).toEqual({
      libc6: '2.36-9+deb12u10',
      'libevent-2.1-7': '2.1.12-stable-8',
      'libc6:i386': '2.36-9',
    });
  });

  test('keeps what apt said where it failed or was cut short', () => {
    const failed = 'dox:simulated\nE: Unable to correct problems\ndox:simulation-failed\ndox:simulated-end\n';
    expect(parseSimulation(failed)).toEqual({ ok: false, tail: 'E: Unable to correct problems' });
    expect(parseSimulation('dox:simulated\nInst a (1 x)\n')).toMatchObject({ ok: false });
    expect(parseSimulation('')).toMatchObject({ ok: false });
  });
});

describe('simulateScript', () => {
  const input = {
    source: { script: 'exit 0', snapshot: null },
    exact: new Map([['hello', '2.10-3']]),
    prefer: new Map(),
  };

  test.each(shells)('is a script that $name understands', ({ argv: [file, ...args] }) => {
    const script = simulateScript({ ...input, prefer: new Map([['libc6', '2.36-9']]) });
    const { status, stderr } = spawnSync(file, [...args, '-n'], { input: script, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('prefers, without making older what is installed (apt_preferences(5): 990 < P < 1000)', () => {
    const script = simulateScript({ ...input, prefer: new Map([['libc6', '2.36-9']]) });
    expect(script).toContain('Package: libc6\nPin: version 2.36-9\nPin-Priority: 995\n');
    expect(script).toContain(" install 'hello=2.10-3' ");
  });

  test('takes no name or version that is none', () => {
    expect(() => simulateScript({ ...input, exact: new Map([['a; b', '1']]) })).toThrow(RangeError);
    expect(() => simulateScript({ ...input, exact: new Map([['hello', '$(x)']]) })).toThrow(RangeError);
    expect(simulateScript({ ...input, prefer: new Map([['libc6', '1\nEND\nrm']]) })).not.toContain('rm');
  });
});
