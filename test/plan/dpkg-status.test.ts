import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDpkgStatus } from '../../src/plan/dpkg-status.ts';

const stanzas = `Package: mawk
Status: install ok installed
Architecture: amd64
Version: 1.3.4-20200120
Provides: awk
Description: a word that is no field:
 Version: 9

Package: exim4
Status: install ok installed
Provides: mail-transport-agent (= 1), mta:any
Version: 4.96

Package: old
Status: deinstall ok config-files
Version: 1

Package: libc6
Status: install ok installed
Architecture: amd64
Version: 2.36-9

Package: libc6
Status: install ok installed
Architecture: i386
Version: 2.36-9
`;

describe('parseDpkgStatus', () => {
  test('reads what is installed, and what that provides', () => {
    const { packages, providers } = parseDpkgStatus(stanzas);
    expect(Object.fromEntries(packages)).toEqual({
      mawk: '1.3.4-20200120',
      exim4: '4.96',
      libc6: '2.36-9',
      'libc6:i386': '2.36-9',
    });
    expect(Object.fromEntries(providers)).toEqual({ awk: ['mawk'], 'mail-transport-agent': ['exim4'], mta: ['exim4'] });
  });

  test('nothing is no package', () => expect(parseDpkgStatus('').packages.size).toBe(0));

  const status = '/var/lib/dpkg/status';
  const hasDpkg = existsSync(status) && spawnSync('dpkg-query', ['--version']).status === 0;
  if (!hasDpkg) process.stderr.write('NOT TESTED: the list of installed packages, because there is no dpkg here\n');
  test.skipIf(!hasDpkg)('agrees with dpkg about this machine', () => {
    const format = `\${binary:Package}\t\${Version}\t\${Status}\n`;
    const said = spawnSync('dpkg-query', ['-W', '-f', format], { encoding: 'utf8', maxBuffer: 1e8 }).stdout;
    const rows = said.split('\n').map((line) => line.split('\t'));
    const installed = rows.filter(([, , state]) => state?.endsWith(' installed'));
    const { packages } = parseDpkgStatus(readFileSync(status, 'utf8'));
    expect(packages.size).toBe(installed.length);
    for (const [name = '', version] of installed) {
      const known = packages.get(name) ?? packages.get(name.replace(/:[^:]+$/, ''));
      expect(known, name).toBe(version);
    }
  });
});
