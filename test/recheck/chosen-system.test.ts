import { describe, expect, it } from 'vitest';
import { chosenSystem, whereOthersKeepBugs } from '../../src/recheck/chosen-system.ts';
import { systems } from '../../src/recheck/suggestion.ts';

const usual = 'github';

describe('what is typed', () => {
  it.each([
    [
      { named: undefined, own: null, usual },
      { templates: systems.github, isChosen: false },
    ],
    [
      { named: undefined, own: ['/retest'], usual },
      { templates: ['/retest'], isChosen: true },
    ],
    [
      { named: 'prow', own: ['/retest'], usual },
      { templates: systems.prow, isChosen: true },
    ],
    [
      { named: 'try again', own: null, usual },
      { templates: ['try again'], isChosen: true },
    ],
  ])('is what the command line says, else recheck.yml, else the usual: %j', (choice, chosen) => {
    expect(chosenSystem(choice)).toEqual(chosen);
  });

  it.each(['jenkins', 'toString'])('is no system %s', (named) => {
    expect(() => chosenSystem({ named, own: null, usual })).toThrow(`dox knows no system ${named}`);
  });
});

describe('bugs of others are in Launchpad', () => {
  const consoles = [{ metadata: new Map([['tags', ['console']]]) }];
  const launchpad = { kind: 'launchpad', project: null };
  it.each([
    ['zuul', [], launchpad],
    ['neutron', [], launchpad],
    ['recheck {reason}', [], launchpad],
    ['prow', consoles, null],
    [undefined, consoles, launchpad],
    [undefined, [{ metadata: new Map() }], null],
    [undefined, [], null],
  ])('where %s is typed, or the log is of OpenStack', (named, outcomes, expected) => {
    expect(whereOthersKeepBugs(chosenSystem({ named, own: null, usual: 'zuul' }), outcomes)).toEqual(expected);
  });
});
