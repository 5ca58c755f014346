import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageName, type Recipe, recipeKey } from '../../src/plan/content-key.ts';

const text = fc.string({ maxLength: 6 });
const recipes: fc.Arbitrary<Recipe> = fc.record({
  base: text,
  platform: text,
  system: fc.uniqueArray(fc.record({ name: text, version: fc.option(text) }), {
    selector: ({ name }) => name,
    maxLength: 4,
  }),
  add: fc.uniqueArray(fc.record({ path: text, mode: fc.constantFrom(0o644, 0o755), sha256: text }), {
    selector: ({ path }) => path,
    maxLength: 4,
  }),
  prep: fc.array(text, { maxLength: 4 }),
  args: fc.dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), text, { maxKeys: 3 }),
});

describe('recipeKey', () => {
  it('does not know the order of system, add and args, nor group and other permissions', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const other: Recipe = {
          ...recipe,
          system: [...recipe.system].reverse(),
          add: [...recipe.add].reverse().map((entry) => ({ ...entry, mode: entry.mode ^ 0o066 })),
          args: Object.fromEntries(Object.entries(recipe.args).reverse()),
        };
        expect(recipeKey(other)).toBe(recipeKey(recipe));
        expect(recipeKey(recipe)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  it('changes with everything that changes the image', () => {
    const more = 'x';
    fc.assert(
      fc.property(recipes, (recipe) => {
        const [entry] = recipe.add;
        const [wanted] = recipe.system;
        const others: Recipe[] = [
          { ...recipe, base: recipe.base + more },
          { ...recipe, platform: recipe.platform + more },
          { ...recipe, system: [...recipe.system, { name: 'longer name', version: null }] },
          { ...recipe, add: [...recipe.add, { path: 'longer path', mode: 0o644, sha256: '' }] },
          { ...recipe, prep: [...recipe.prep, more] },
          { ...recipe, prep: [`${recipe.prep.join('\n')}\n`] },
          { ...recipe, args: { ...recipe.args, LONGER: more } },
        ];
        if (entry !== undefined) {
          const rest = recipe.add.slice(1);
          others.push({ ...recipe, add: [{ ...entry, sha256: entry.sha256 + more }, ...rest] });
          others.push({ ...recipe, add: [{ ...entry, path: 'longer path' }, ...rest] });
          others.push({ ...recipe, add: [{ ...entry, mode: entry.mode ^ 0o100 }, ...rest] });
        }
        if (wanted !== undefined) {
          const rest = recipe.system.slice(1);
          others.push({ ...recipe, system: [{ ...wanted, version: `${wanted.version}${more}` }, ...rest] });
        }
        const keys = [recipe, ...others].map(recipeKey);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('knows the order of prep, and where one step ends', () => {
    const recipe: Recipe = { base: 'b', platform: 'p', system: [], add: [], prep: ['a', 'b'], args: {} };
    const keys = [['a', 'b'], ['b', 'a'], ['a\nb'], ['ab']].map((prep) => recipeKey({ ...recipe, prep }));
    expect(new Set(keys).size).toBe(4);
  });

  it('stays the same from version to version of dox, or every image would be made again', () => {
    const recipe: Recipe = {
      base: 'sha256:1',
      platform: 'linux/amd64',
      system: [{ name: 'memcached', version: '1.6.*' }],
      add: [{ path: 'a', mode: 0o755, sha256: '2' }],
      prep: ['true'],
      args: {},
    };
    // echo -n '{"version":1,"base":"sha256:1","platform":"linux/amd64","system":[["memcached","1.6.*"]],
    //   "add":[["a",true,"2"]],"prep":["true"],"args":[]}' (on one line) | sha256sum
    expect(recipeKey(recipe)).toBe('3e3ff73f910f3361aaec3892ce7e4dc6b9abe0199335f422997f4fd3a291fb4f');
  });
});

describe('imageName', () => {
  it.each([
    ['pymemcache', 'dox/pymemcache'],
    ['My Project', 'dox/my-project'],
    ['a..b', 'dox/a-b'],
    ['a__b', 'dox/a__b'],
    ['a___b', 'dox/a-b'],
    ['-a-', 'dox/a'],
    ['é', 'dox/project'],
    ['', 'dox/project'],
    ['a/b', 'dox/a-b'],
  ])('%j is %s', (project, name) => {
    expect(imageName(project, 'f'.repeat(64))).toBe(`${name}:${'f'.repeat(16)}`);
  });

  it('is a valid reference whatever the project is called', () => {
    // distribution/reference: grammar of path components
    const component = /^dox\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*:[0-9a-f]{16}$/;
    const name = fc.string({ unit: fc.constantFrom(...'aZ9._- /é'), maxLength: 140 });
    fc.assert(
      fc.property(name, (project) => {
        expect(imageName(project, '0123456789abcdef01')).toMatch(component);
      }),
    );
  });
});
