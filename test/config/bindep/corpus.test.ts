import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBindep } from '../../../src/config/bindep/parse-bindep.ts';
import { narrowRules, selectRules } from '../../../src/config/bindep/select-rules.ts';

// What bindep itself said of real files (openstack and others), for nine platforms and several choices of profiles.
const folder = resolve(process.env.DOX_CORPORA ?? join(import.meta.dirname, '../../../../shared/corpora'), 'bindep');
const isHere = existsSync(folder);
if (!isHere) process.stderr.write(`NOT TESTED: bindep's own answers, because ${folder} is not here (DOX_CORPORA)\n`);

function json<T>(path: string): T {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}

interface Answer {
  readonly platforms: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

type SmallTest = readonly [wanted: boolean, profile: string];

interface SmallCase {
  readonly text: string;
  readonly error?: string;
  readonly rules?: readonly (readonly [
    name: string,
    selector: readonly (SmallTest | readonly SmallTest[])[],
    versions: readonly (readonly [string, string])[],
  ])[];
  readonly none?: readonly string[];
  readonly test?: readonly string[];
  readonly 'ceph glance'?: readonly string[];
}

/** `none` is bindep's profile `default`; `test+compile` are two. */
function profilesOf(key: string): readonly string[] {
  return key === 'none' ? ['default'] : key.split(/[+ ]/);
}

describe.skipIf(!isHere)('real files', () => {
  test('every list of packages is the one that bindep gives', () => {
    const { platform_profiles: platforms } = json<{
      readonly platform_profiles: Readonly<Record<string, readonly string[]>>;
    }>('answers/_platforms.json');
    const files = readdirSync(join(folder, 'real')).filter((name) => name.endsWith('.txt'));
    const wrong: string[] = [];
    let lists = 0;
    for (const file of files) {
      const { rules, diagnostics } = parseBindep(readFileSync(join(folder, 'real', file)), file);
      expect(diagnostics, file).toEqual([]);
      const answer = json<Answer>(`answers/${basename(file, '.txt')}.json`);
      for (const [platform, byProfiles] of Object.entries(answer.platforms)) {
        for (const [key, packages] of Object.entries(byProfiles)) {
          const known = platforms[platform] ?? [];
          const profiles = profilesOf(key);
          const once = selectRules(rules, [...known, ...profiles]).map(({ name }) => name);
          const inTwoSteps = selectRules(narrowRules(rules, profiles), known).map(({ name }) => name);
          lists += 1;
          if (JSON.stringify(once) !== JSON.stringify(packages)) wrong.push(`${file} ${platform} ${key}`);
          if (JSON.stringify(inTwoSteps) !== JSON.stringify(packages))
            wrong.push(`${file} ${platform} ${key} in steps`);
        }
      }
    }
    process.stderr.write(`corpus bindep: ${files.length} files, ${lists} lists, ${lists - wrong.length} agree\n`);
    expect(lists).toBeGreaterThan(files.length);
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(!isHere)('small cases', () => {
  const { cases, platform } = isHere
    ? json<{ readonly cases: Readonly<Record<string, SmallCase>>; readonly platform: string }>('small-cases.json')
    : { cases: {}, platform: '' };
  const platforms = isHere
    ? json<{ readonly platform_profiles: Readonly<Record<string, readonly string[]>> }>('answers/_platforms.json')
    : { platform_profiles: {} };
  const known = platforms.platform_profiles[platform] ?? [];

  test.each(Object.entries(cases))('%s', (_, { text, error, rules: wanted = [], ...lists }) => {
    const { rules, diagnostics } = parseBindep(Buffer.from(text), 'bindep.txt');
    if (error !== undefined) {
      expect(diagnostics.length).toBeGreaterThan(0);
      for (const { place } of diagnostics) expect(place?.line).toBeGreaterThan(0);
      return;
    }
    expect(diagnostics).toEqual([]);
    const asText = ([is, profile]: SmallTest): string => `${is ? '' : '!'}${profile}`;
    expect(rules.map(({ name, selector, versions }) => ({ name, selector, versions }))).toEqual(
      wanted.map(([name, selector, versions]) => ({
        name,
        // a test is a pair that begins with a boolean; a group is a list of such
        selector: selector.map((each) =>
          typeof each[0] === 'boolean' ? asText(each as SmallTest) : (each as readonly SmallTest[]).map(asText),
        ),
        versions: versions.map((each) => each.join('')),
      })),
    );
    for (const key of ['none', 'test', 'ceph glance'] as const) {
      const profiles = profilesOf(key);
      expect(selectRules(rules, [...known, ...profiles]).map(({ name }) => name)).toEqual(lists[key]);
      const narrowed = narrowRules(rules, profiles);
      expect(selectRules(narrowed, known).map(({ name }) => name)).toEqual(lists[key]);
    }
  });
});
