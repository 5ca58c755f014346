import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dpkgRules } from '../../../src/config/bindep/dpkg-rules.ts';
import { parseBindep } from '../../../src/config/bindep/parse-bindep.ts';
import { platformProfiles } from '../../../src/config/bindep/platform-profiles.ts';
import { selectRules } from '../../../src/config/bindep/select-rules.ts';

// os-release as the distributions ship it; the profiles are what bindep 2.8.1 says on them.
const distributions: readonly (readonly [name: string, osRelease: string, profiles: string])[] = [
  [
    'debian 12',
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
    'debian debian-12 debian-bookworm dpkg',
  ],
  [
    'ubuntu 22.04',
    'PRETTY_NAME="Ubuntu 22.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="22.04"\nVERSION="22.04.3 LTS (Jammy Jellyfish)"\nVERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=jammy\n',
    'dpkg ubuntu ubuntu-22 ubuntu-22.04 ubuntu-jammy',
  ],
  [
    'rhel 9.3',
    'NAME="Red Hat Enterprise Linux"\nVERSION="9.3 (Plow)"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.3"\n',
    'redhat rhel rhel-9 rhel-9.3 rhel-plow rpm',
  ],
  [
    'centos 9',
    'NAME="CentOS Stream"\nVERSION="9"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="9"\n',
    'centos centos-9 redhat rpm',
  ],
  [
    'fedora 39',
    'NAME="Fedora Linux"\nVERSION="39 (Container Image)"\nID=fedora\nVERSION_ID=39\nVERSION_CODENAME=""\n',
    'fedora fedora-39 redhat rpm',
  ],
  [
    'alpine 3.19',
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.19.0\nPRETTY_NAME="Alpine Linux v3.19"\n',
    'alpine alpine-3 alpine-3.19 alpine-3.19.0 apk',
  ],
  [
    'openSUSE Leap 15.5',
    'NAME="openSUSE Leap"\nVERSION="15.5"\nID="opensuse-leap"\nID_LIKE="suse opensuse"\nVERSION_ID="15.5"\n',
    'opensuse opensuse-15 opensuse-15.5 opensuse-leap opensuse-leap-15 opensuse-leap-15.5 opensuseproject opensuseproject-15 opensuseproject-15.5 rpm suse',
  ],
  ['gentoo', 'NAME=Gentoo\nID=gentoo\nVERSION_ID="2.14"\n', 'emerge gentoo gentoo-2 gentoo-2.14'],
  ['arch', 'NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling\n', 'arch arch- pacman'],
];

test.each(distributions)('%s', (_, osRelease, profiles) => {
  expect(platformProfiles(osRelease)).toEqual(profiles.split(' ').map((each) => `platform:${each}`));
});

test('an image that does not say what it is has no platform', () => {
  expect(platformProfiles(null)).toEqual([]);
  expect(platformProfiles('PRETTY_NAME="something"\n')).toEqual([]);
});

function rules(text: string) {
  const { rules, diagnostics } = parseBindep(text, 'bindep.txt');
  expect(diagnostics).toEqual([]);
  return rules;
}

describe('what can matter where there is dpkg', () => {
  test.each([
    ['a rule for others goes', 'aa\nbb [platform:rpm]\n', 'aa\n'],
    ['so does one that shuts dpkg out', 'aa\nbb [!platform:dpkg]\n', 'aa\n'],
    ['tests that say the same everywhere go', 'aa [platform:dpkg !platform:rpm]\n', 'aa\n'],
    ['a platform among others is enough', 'aa [platform:dpkg platform:ubuntu]\n', 'aa\n'],
    ['the order does not matter', 'bb\naa\n', 'aa\nbb\n'],
    ['nor does saying it twice', 'aa\naa\n', 'aa\n'],
    ['fedora-39 is no dpkg', 'aa\nbb [platform:fedora-39 platform:opensuse-leap]\n', 'aa\n'],
  ])('%s', (_, left, right) => {
    expect(dpkgRules(rules(left))).toEqual(dpkgRules(rules(right)));
  });

  test.each([
    ['a release', 'aa [platform:debian-12]\n', 'aa\n'],
    ['an exception', 'aa [platform:dpkg !platform:debian-bookworm]\n', 'aa\n'],
    ['a version', 'aa >=1.0\n', 'aa\n'],
  ])('%s does', (_, left, right) => {
    expect(dpkgRules(rules(left))).not.toEqual(dpkgRules(rules(right)));
  });

  test('nothing that a dpkg distribution selects is lost, and nothing is added', () => {
    const known = distributions.slice(0, 2).map(([, osRelease]) => platformProfiles(osRelease));
    const name = fc.constantFrom('dpkg', 'rpm', 'debian', 'debian-12', 'ubuntu', 'ubuntu-jammy', 'redhat', 'fedora-39');
    const word = fc.tuple(fc.boolean(), name).map(([not, each]) => `${not ? '!' : ''}platform:${each}`);
    const selector = fc.array(fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })), { maxLength: 5 });
    fc.assert(
      fc.property(selector, (tests) => {
        const rule = { name: 'aa', selector: tests, versions: [], line: 1 };
        const left = dpkgRules([rule]).map((each) => ({ ...each, line: 1 }));
        for (const profiles of known)
          expect(selectRules(left, profiles).length).toBe(selectRules([rule], profiles).length);
      }),
      { numRuns: 3000 },
    );
  });
});
