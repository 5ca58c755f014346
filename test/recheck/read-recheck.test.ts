import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LogLine } from '../../src/recheck/log-line.ts';
import { readRecheck } from '../../src/recheck/read-recheck.ts';
import { recheckJsonSchema } from '../../src/recheck/recheck-json-schema.ts';
import { settingKeys, signatureKeys } from '../../src/recheck/recheck-keys.ts';
import { schemaProblems } from '../support/result-json.ts';

const today = '2026-06-15';
const read = (text: string) => readRecheck({ text, shown: 'recheck.yml', today });

const whole = `system: neutron
tracker: launchpad:neutron
queries: [queries, older/queries]
metadata: {project: openstack/neutron, tags: [console]}
signatures:
  - name: the instance never becomes active
    pattern: 'State change timeout exceeded!\\(\\d+s\\)'
    where: excerpt
    tests: [tempest.thirdparty.*, tempest.scenario.*]
    runner: testr
    job: gate-*
    file: tempest/*
    bug: 1230407
    note: look at the network agent
    expires: 2026-06-15
  - name: the mirror is out of step
    text: [Failed to fetch, Hash Sum mismatch]
    bug: https://github.com/owner/repo/issues/12
  - {name: gone, text: x, bug: 'github:owner/repo#13', expires: 2026-06-14}
`;

describe('recheck.yml', () => {
  it('has settings and signatures', () => {
    const { file, diagnostics } = read(whole);
    expect(diagnostics).toEqual([]);
    expect(file?.templates?.[0]).toBe('recheck {job}: {reason}, bug #{bug}');
    expect(file?.tracker).toEqual({ kind: 'launchpad', project: 'neutron' });
    expect(file?.queries.map(({ folder }) => folder)).toEqual(['queries', 'older/queries']);
    expect([...(file?.metadata ?? [])]).toEqual([
      ['project', ['openstack/neutron']],
      ['tags', ['console']],
    ]);
    expect(file?.signatures).toMatchObject([
      {
        name: 'the instance never becomes active',
        from: 'recheck.yml:6:5',
        bug: { kind: 'launchpad', number: 1230407, url: 'https://bugs.launchpad.net/bugs/1230407' },
        part: 'excerpt',
        only: {
          tests: ['tempest.thirdparty.*', 'tempest.scenario.*'],
          runners: ['testr'],
          jobs: ['gate-*'],
          files: ['tempest/*'],
        },
        note: 'look at the network agent',
      },
      {
        name: 'the mirror is out of step',
        part: 'excerpt',
        bug: { kind: 'github', repository: 'owner/repo', number: 12 },
      },
    ]);
    const matches = (index: number, line: string) => file?.signatures[index]?.matches(new LogLine(line), new Map());
    expect(matches(0, 'E: State change timeout exceeded!(400s)')).toBe(true);
    expect(matches(0, 'E: State change timeout exceeded!(s)')).toBe(false);
    expect(matches(1, 'W: Failed to  fetch http://x  Hash Sum mismatch')).toBe(true);
    expect(matches(1, 'Hash Sum mismatch')).toBe(false);
  });

  it('keeps a signature through its last day, and names those that have expired', () => {
    const { file } = read(whole);
    expect(file?.expired).toEqual([{ name: 'gone', from: 'recheck.yml:19:5', expires: '2026-06-14' }]);
  });

  it.each<[string, readonly string[]]>([
    ['a: 1', ['1:1 unknown key "a" at the top | the keys are: system, tracker, queries, metadata, signatures']],
    ['sytem: zuul', ['1:1 unknown key "sytem" at the top | did you mean "system"?']],
    ['system: zull', ['1:9 dox knows no system "zull" | did you mean "zuul"?']],
    ['system: "recheck bug {bgu}"', ['1:9 "system" has {bgu}, which dox cannot fill in | did you mean {bug}?']],
    [
      'system: [github, "recheck {x}"]',
      ['1:9 "system" has {x}, which dox cannot fill in | dox fills in {bug}, {reason}, {job}, {test}, {run}'],
    ],
    ['tracker: jira:x', ['1:10 "jira:x" is no tracker that dox knows | write launchpad:PROJECT or github:OWNER/REPO']],
    ['metadata: [a]', ['1:11 "metadata" must be a mapping of fields to values, not a list']],
    ['signatures: x', ['1:1 "signatures" must be a list | begin each of them with "- name: …"']],
    ['signatures: [x]', ['1:14 a signature must be a mapping | write "- name: …", and its other keys below']],
    [
      'signatures:\n  - {}\n',
      [
        '2:5 the key "name" is missing in this signature',
        '2:5 the key "bug" is missing in this signature',
        '2:5 the key "text" is missing in this signature | it says what a line of the output says; or give a "pattern"',
      ],
    ],
    [
      'signatures:\n  - {name: a, text: x, pattern: y, bug: 5}\n',
      [
        '2:24 there are both "text" and "pattern" in signature "a" | keep one: "text" is literal, "pattern" is a regular expression',
        '2:41 "5" is no bug that dox can name | a number needs a tracker: write "tracker: launchpad:PROJECT" or "tracker: github:OWNER/REPO" at the top',
      ],
    ],
    [
      "signatures:\n  - name: a\n    pattern: '(a)\\1'\n    where: logs\n    bug: nowhere\n    runner: pytst\n    expires: 2026-13-01\n",
      [
        '3:14 this pattern cannot be used (at its character 4): a reference to a group is not possible here | or give a list of literal texts as "text": all of them must stand in one line',
        '4:12 "where" in signature "a" must be message, excerpt, log, not "logs"',
        '5:10 "nowhere" is no bug that dox can name | write launchpad:NUMBER, github:OWNER/REPO#NUMBER or a link',
        '6:13 dox knows no runner "pytst" | did you mean "pytest"?',
        '7:14 "expires" in signature "a" must be a day, such as 2026-12-31, not "2026-13-01"',
      ],
    ],
    [
      'tracker: launchpad\nsignatures:\n  - {name: a, text: x, bug: 1}\n  - {name: a, text: y, bug: 2, notes: z}\n',
      [
        '4:12 there are two signatures "a" | the first one is in line 3',
        '4:32 unknown key "notes" in signature "a" | did you mean "note"?',
      ],
    ],
    ['- a\n', [expect.stringMatching(/^1:1 recheck\.yml must be a mapping \| for example:/)]],
    ['signatures: {', [expect.stringMatching(/^1:/)]],
  ])('%j is a mistake, with its place', (text, expected) => {
    const { file, diagnostics } = read(text);
    expect(file).toBeNull();
    const told = diagnostics.map(
      ({ place, message, hint }) =>
        `${place?.line}:${place?.column} ${message}${hint === undefined ? '' : ` | ${hint}`}`,
    );
    expect(told).toEqual(expected);
  });

  it('is warned of if its metadata has what looks like a slip', () => {
    const { file, diagnostics } = read('metadata:\n  buildname: x\n  hypervisor: kvm\n  tag: [console]\n');
    expect(file?.metadata.size).toBe(3);
    expect(diagnostics.map(({ place, severity, hint }) => `${place?.line} ${severity} ${hint}`)).toEqual([
      '2 warning did you mean "build_name"?',
      '4 warning did you mean "tags"?',
    ]);
  });

  it('may say nothing', () => {
    expect(read('')).toMatchObject({ file: { signatures: [], templates: null }, diagnostics: [] });
    expect(read('signatures:\n')).toMatchObject({ file: { signatures: [] }, diagnostics: [] });
  });

  it('is never more than wrong, whatever is in it', () => {
    const piece = fc.constantFrom(
      'signatures:\n',
      '  - name: a\n',
      '    text: x\n',
      '    pattern: ',
      '(',
      '[a',
      'bug: 1\n',
      '    bug: 2\n',
      '&a ',
      '*a',
      '{',
      '}',
      '\t',
      '\0',
      '- ',
      'expires: 1\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { file, diagnostics } = read(pieces.join(''));
        expect(file === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
    );
  });
});

describe('recheck.schema.json', () => {
  it('is what the code makes of its tables of keys', () => {
    const fresh = `${JSON.stringify(recheckJsonSchema(), null, 2)}\n`;
    expect(readFileSync('recheck.schema.json', 'utf8') === fresh, 'it is stale: run `npm run schema`').toBe(true);
  });

  it('describes each key', () => {
    const text = JSON.stringify(recheckJsonSchema());
    for (const { description } of [...Object.values(settingKeys), ...Object.values(signatureKeys)]) {
      expect(text).toContain(JSON.stringify(description));
    }
  });

  it('accepts what dox accepts, and refuses what it refuses', () => {
    expect(schemaProblems('recheck.schema.json', parse(whole))).toEqual([]);
    for (const wrong of [
      'a: 1',
      'signatures: [{name: a, text: x}]',
      'signatures: [{name: a, bug: 1, text: x, pattern: y}]',
    ]) {
      expect(schemaProblems('recheck.schema.json', parse(wrong))).not.toEqual([]);
    }
  });
});
