import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnnouncedLabels } from '../../src/failures/announced-labels.ts';
import type { FailureReport, RunnerReport } from '../../src/failures/failure.ts';
import { readLog, recording } from './read-log.ts';

/** A way in which lines of programs that run side by side are told apart. */
interface Labelling {
  readonly name: string;
  /** What comes before the first labelled line. */
  readonly head: (labels: readonly string[]) => readonly string[];
  readonly prefix: (label: string) => string;
}

/** So much that no prefix can be judged by the first lines. */
const chatter = Array.from({ length: 150 }, (_, at) => `fetching layer ${at}`);
const silent = () => [];

const labellings: readonly Labelling[] = [
  { name: 'docker compose', head: silent, prefix: (label) => `${label.padEnd(9)} | ` },
  { name: 'kubectl logs --prefix', head: silent, prefix: (label) => `[pod/${label}/tests] ` },
  { name: 'the nodes of Zuul', head: silent, prefix: (label) => `2026-11-29 11:58:00.123456 | ${label} | ` },
  { name: 'docker compose in GitHub', head: silent, prefix: (label) => `2026-11-29T11:58:00.1234567Z ${label}  | ` },
  { name: 'the steps of BuildKit', head: silent, prefix: (label) => `#1${label.slice(-1)} 12.345 ` },
  {
    name: 'docker compose behind other output',
    head: (labels) => [...chatter, `Attaching to ${labels.join(', ')}`],
    prefix: (label) => `${label}  | `,
  },
  {
    name: 'docker compose 1 behind other output',
    head: (labels) => [...chatter, `Attaching to shop_${labels.join(', shop_')}`],
    prefix: (label) => `${label}  | `,
  },
  {
    name: 'docker compose 1 behind other output, of a project whose name has several words',
    head: (labels) => [...chatter, `Attaching to my-web_shop_${labels.join(', my-web_shop_')}`],
    prefix: (label) => `${label}  | `,
  },
  {
    name: 'docker compose 1 behind other output, with the name of the project',
    head: (labels) => [...chatter, `Attaching to my-web_shop_${labels.join(', my-web_shop_')}`],
    prefix: (label) => `my-web_shop_${label} | `,
  },
  {
    name: 'kubectl logs --prefix behind other output',
    head: () => chatter,
    prefix: (label) => `[pod/${label}/tests] `,
  },
  {
    name: 'the branches of a Jenkins pipeline',
    head: (labels) => [
      ...chatter,
      '[Pipeline] parallel',
      ...labels.map((label) => `[Pipeline] [on ${label}] { (Branch: on ${label})`),
    ],
    prefix: (label) => `[on ${label}] `,
  },
  {
    name: 'the branches of a Jenkins pipeline with times',
    head: (labels) =>
      [...chatter, ...labels.map((label) => `[Pipeline] [${label}] { (Branch: ${label})`)].map(
        (line) => `[2026-11-29T11:58:00.123Z] ${line}`,
      ),
    prefix: (label) => `[2026-11-29T11:58:00.123Z] [${label}] `,
  },
];

const folder = new URL('../recordings/', import.meta.url);
/** All that were recorded as text, but for the longest. */
const recordings = readdirSync(folder).flatMap((runner) =>
  readdirSync(new URL(`${runner}/`, folder))
    .filter((file) => file.endsWith('.log') && !file.endsWith('.subunit.log'))
    .map((file) => ({ name: `${runner}/${file}`, bytes: readFileSync(new URL(`${runner}/${file}`, folder)) }))
    .filter(({ bytes }) => bytes.length < 20_000),
);

/** The recordings line by line: each time the next line of one of them, chosen by `turns`. */
function interleave(logs: readonly Buffer[], { head, prefix }: Labelling, turns: readonly number[]): Buffer {
  const labels = logs.map((_, at) => `node_${at + 1}`);
  const queues = logs.map((bytes) => bytes.toString('latin1').replace(/\n$/, '').split('\n'));
  const lines = [...head(labels)];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const rest = [...queues.keys()].filter((at) => (queues[at]?.length ?? 0) > 0);
    const at = rest[(turns[turn % turns.length] ?? 0) % rest.length] ?? 0;
    lines.push(`${prefix(labels[at] ?? '')}${queues[at]?.shift() ?? ''}`);
  }
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1');
}

function union(reports: readonly FailureReport[]) {
  const all = reports.flatMap(({ runners }) => runners);
  const names = [...new Set(all.map(({ runner }) => runner))].sort();
  return names.map((name) => {
    const own = all.filter(({ runner }) => runner === name);
    const failed = sorted(own, ({ failures }) => failures.map(({ id }) => id));
    return {
      name,
      failed,
      flaky: sorted(own, ({ flaky }) => flaky.map(({ id }) => id)).filter((id) => !failed.includes(id)),
      ran: own.reduce((sum, { counts }) => sum + (counts?.ran ?? 0), 0),
      complete: own.every(({ complete }) => complete),
      warnings: sorted(own, ({ warnings }) => warnings),
    };
  });
}

function sorted(reports: readonly RunnerReport[], of: (report: RunnerReport) => readonly string[]): readonly string[] {
  return [...new Set(reports.flatMap(of))].sort();
}

describe('what several programs print at once', () => {
  it.each(labellings)('is read as if each had printed alone: $name', (labelling) => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...recordings), { minLength: 2, maxLength: 4 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }),
        (chosen, turns) => {
          const logs = chosen.map(({ bytes }) => bytes);
          const names = chosen.map(({ name }) => name).join(', ');
          expect(union([readLog(interleave(logs, labelling, turns))]), names).toEqual(union(logs.map(readLog)));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('is told apart where two runners of one kind fail in the middle of each other', () => {
    const text = recording('unittest', 'python3.11-all').toString();
    const other = text.replaceAll('test_failing', 'test_elsewhere');
    const alone = union([readLog(text), readLog(other)]);
    expect(alone[0]?.failed).toContain('tests.test_elsewhere.Failing.test_equal');
    for (const labelling of labellings) {
      const mixed = interleave([Buffer.from(text), Buffer.from(other)], labelling, [0, 1, 0, 0, 1]);
      expect(union([readLog(mixed)]), labelling.name).toEqual(alone);
    }
  });

  it('is told apart in the 64 labels that come first, however many there are', () => {
    const text = recording('unittest', 'python3.11-all').toString();
    const [compose] = labellings;
    const logs = Array.from({ length: 100 }, (_, at) => Buffer.from(text.replaceAll('test_failing', `test_${at}`)));
    const inTurn = Array.from({ length: 100 }, (_, at) => at);
    if (compose === undefined) throw new Error('no labelling');
    const { runners } = readLog(interleave(logs, compose, inTurn));
    const ids = runners.flatMap(({ failures }) => failures.map(({ id }) => id));
    for (let at = 0; at < 64; at += 1) expect(ids).toContain(`tests.test_${at}.Failing.test_equal`);
  });
});

describe('a label', () => {
  it('does not keep what comes without one from being read', () => {
    const failing = recording('unittest', 'python3.11-all').toString();
    const { runners } = readLog(`Attaching to db-1\n${failing.replaceAll(/^/gm, 'db-1  | ')}\n${failing}`);
    expect(union([{ runners }])[0]?.failed).toEqual(union([readLog(failing)])[0]?.failed);
    expect(runners[0]?.counts?.ran).toBe(38);
  });

  it('of a branch ends where that prints the name of another', () => {
    const labels = new AnnouncedLabels();
    for (const branch of ['a', 'b']) labels.learn(`[Pipeline] [${branch}] { (Branch: ${branch})`);
    const split = (line: string) => {
      const bytes = Buffer.from(line);
      const length = labels.prefix.length(bytes, 0, bytes.length);
      return [length === 0 ? '' : labels.prefix.label?.(bytes, 0, length), line.slice(length)];
    };
    expect(split('[a] [b] x')).toEqual(['a] [b', 'x']);
    expect(split('[a] [b]: x')).toEqual(['a', '[b]: x']);
    expect(split('[a] [b]')).toEqual(['a] [b', '']);
    expect(split('[a] [c] x')).toEqual(['a', '[c] x']);
    expect(split('[a]: x')).toEqual(['', '[a]: x']);
  });

  it('is no line number and no table of another program', () => {
    const failing = recording('unittest', 'python3.11-all').toString();
    const noise = ['12 | let x = 1;', 'Attaching to db-1', 'name | size', '[x] [y] z', '[Pipeline] [a] { (Branch: b)'];
    const noisy = failing.replaceAll(/^(?=Traceback )/gm, `${noise.join('\n')}\n`);
    const report = readLog(noisy);
    expect(union([report])).toEqual(union([readLog(failing)]));
    const excerpt = report.runners[0]?.failures.find(({ id }) => id.endsWith('.test_equal'))?.excerpt;
    expect(excerpt).toEqual(expect.arrayContaining(noise));
  });
});
