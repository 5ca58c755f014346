import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shellQuote } from '../../src/base/shell-quote.ts';
import { installWords, parseResolve, resolveScript } from '../../src/plan/apt.ts';
import { testSetup } from '../support/setup.ts';
import { Contract } from './contract.ts';

const script = readFileSync(resolve(import.meta.dirname, '../../images/apt-install'), 'utf8');

// A small archive, unsigned and past its valid-until date, with one package in one version.
const archive = `set -e
mkdir -p /p/DEBIAN /archive/dists/bookworm/main/binary-$(dpkg --print-architecture)
cd /archive
printf 'Package: %s\\nVersion: 1.5-1\\nArchitecture: all\\nMaintainer: a <a@example.org>\\nDescription: a\\n' \\
  dox-made >/p/DEBIAN/control
dpkg-deb -b /p made.deb >/dev/null
index=main/binary-$(dpkg --print-architecture)/Packages
{ dpkg-deb -f made.deb
  echo Filename: made.deb
  echo Size: $(stat -c %s made.deb)
  echo SHA256: $(sha256sum made.deb | cut -d ' ' -f 1)
} >dists/bookworm/$index
cd dists/bookworm
printf 'Codename: bookworm\\nDate: Mon, 01 Jan 2024 00:00:00 UTC\\nValid-Until: Tue, 02 Jan 2024 00:00:00 UTC\\nSHA256:\\n' >Release
echo " $(sha256sum $index | cut -d ' ' -f 1) $(stat -c %s $index) $index" >>Release
chmod -R a+rX /archive
`;

const run = (words: readonly string[]): string =>
  `sh -c ${shellQuote(script)} apt-install ${words.map(shellQuote).join(' ')}`;

describe.each(testSetup().engines)('packages from a snapshot on $name', (engine) => {
  const contract = new Contract(engine);
  const trusted = 'trusted:file:///archive';

  test('are those of the snapshot alone, and nothing of it is left', async () => {
    const words = installWords(new Map([['dox-made', '1.5-1']]), trusted);
    // of a word that stands twice, that with a version counts
    const { exitCode, stdout, stderr } = await contract.ran(
      `${archive}cd /etc/apt; find . >/before; ${run([...words, 'dox-made'])}; find . | cmp - /before
      dpkg-query -W dox-made; ls /var/lib/apt/lists`,
    );
    expect(String(stderr)).not.toMatch(/^E:/m);
    expect([exitCode, String(stdout)]).toMatchObject([0, expect.stringMatching(/^dox-made\t1\.5-1\n$/m)]);
  });

  test('without a signature are refused, unless the address says that it is trusted', async () => {
    const { exitCode, stderr } = await contract.ran(`${archive}${run(['--snapshot=file:///archive', 'dox-made'])}`);
    expect(exitCode).not.toBe(0);
    expect(String(stderr)).toContain('is not signed');
  });

  test('are what versions are resolved from', async () => {
    const resolving = resolveScript(['dox-made', 'memcached'], { script, snapshot: trusted });
    const { stdout } = await contract.ran(`${archive}set +e\n${resolving}`);
    const answer = parseResolve(String(stdout));
    if (answer.kind !== 'table') throw new Error(String(stdout));
    expect([...answer.versions]).toEqual([['dox-made', ['1.5-1']]]);
  });
});
