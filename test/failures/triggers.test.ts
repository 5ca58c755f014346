import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Trigger } from '../../src/failures/parser.ts';
import { PlaceSet } from '../../src/failures/place-set.ts';
import { runners } from '../../src/failures/runners.ts';
import { Triggers } from '../../src/failures/triggers.ts';

function found(triggers: Triggers, line: Buffer, parsers: number): readonly number[] {
  const places = new PlaceSet(parsers);
  const around = Buffer.concat([Buffer.from('x'), line, Buffer.from('y')]);
  triggers.find(around, 1, around.length - 1, places);
  return Array.from({ length: places.size }, (_, index) => places.at(index)).sort((a, b) => a - b);
}

/** As parser.ts says it. */
function isWanted(trigger: Trigger, line: string): boolean {
  const text = line.replace(/^[ \t]+|[ \t]+$/g, '');
  const start = 'start' in trigger ? trigger.start : '';
  return text.startsWith(start) && text.endsWith(trigger.end ?? '') && text.includes(trigger.has ?? '');
}

const some = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é'), minLength: 1, maxLength: 5 });
const bare = some.filter((text) => text.trim() === text && text !== '');
const part = { has: some };
const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ start: bare, end: bare, ...part }, { requiredKeys: ['start'] }),
  fc.record({ end: bare, ...part }, { requiredKeys: ['end'] }),
);
const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', 'é'), maxLength: 12 });

it('a line is given to those with a trigger that it fulfils, and to nobody else', () => {
  fc.assert(
    fc.property(fc.array(fc.array(trigger, { maxLength: 4 }), { maxLength: 6 }), line, (all, text) => {
      const parsers = all.map((triggers) => ({ triggers }));
      const expected = all.flatMap((triggers, at) => (triggers.some((each) => isWanted(each, text)) ? [at] : []));
      expect(found(new Triggers(parsers), Buffer.from(text), all.length)).toEqual(expected);
    }),
    { numRuns: 5000 },
  );
});

it('each trigger of each runner is found', () => {
  const parsers = runners.map((runner) => runner.parser());
  const all = new Triggers(parsers);
  for (const [place, { triggers }] of parsers.entries()) {
    for (const each of triggers) {
      const text = `${'start' in each ? each.start : 'x'}${each.has ?? ''}${each.end ?? 'x'}`;
      expect(found(all, Buffer.from(`  ${text}\t`), parsers.length)).toContain(place);
    }
  }
});
