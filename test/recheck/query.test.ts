import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticLog } from '../../src/config/diagnostic-log.ts';
import { querySignature, readQueryFile } from '../../src/recheck/elastic-recheck.ts';
import { LogLine } from '../../src/recheck/log-line.ts';
import { parseQuery } from '../../src/recheck/parse-query.ts';
import { evaluate, type Metadata } from '../../src/recheck/query.ts';

const console: Metadata = new Map([
  ['tags', ['console', 'console.html']],
  ['build_name', ['gate-nova-python27']],
]);

function ask(text: string, line: string, metadata: Metadata = console): boolean | null {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.mistakes.map(({ message }) => message).join());
  return evaluate(parsed.query, new LogLine(line), metadata);
}

describe('a query', () => {
  it.each([
    // a phrase is literal, between the edges of words, whatever its capitals and white space
    ['message:"Hash Sum mismatch"', 'E: hash  sum\tmismatch.', true],
    ['message:"Hash Sum mismatch"', 'Hash Sum mismatches', false],
    ['message:"1 packets transmitted"', '11 packets transmitted', false],
    ['message:"FAIL: test_wait"', 'FAIL: test_wait_longer', false],
    ['message:"FAIL: test_wait"', 'FAIL: test_wait[gate]', true],
    ['message:"-api did not start"', 'n-api did not start', true],
    ['message:"  scalar(1)"', 'b"  scalar(1)"', true],
    ['message:"a \\"b\\" c"', 'a "b" c', true],
    ['message:"FAIL\\: x"', 'FAIL: x', true],
    // Lucene drops a backslash before any character, also where the parser's grammar has none
    ['message:"\\nNo matching"', 'ERROR: \\nNo matching', true],
    ['message:"\\nNo matching"', 'ERROR: No matching', false],
    // all messages of a query are of one line
    ['message:"one" AND message:"two"', 'two, one', true],
    ['message:"one" AND message:"two"', 'one', false],
    ['message:"one" OR message:"two"', 'two', true],
    ['message:"one" AND NOT message:"two"', 'one', true],
    ['message:"one" AND NOT message:"two"', 'one two', false],
    ['message:"a" AND NOT message:"b" AND NOT message:"c" AND message:"d"', 'a d', true],
    ['message:"a" AND NOT message:"b" AND NOT message:"c" AND message:"d"', 'a d c', false],
    ['message:"a" AND NOT (message:"b" OR message:"c") AND message:"d"', 'a d', true],
    ['message:"a" AND NOT (message:"b" OR message:"c") AND message:"d"', 'a c d', false],
    ['NOT message:"b" AND message:"a"', 'a', true],
    ['message:("one" OR "two")', 'two', true],
    ['message:("one" "two")', 'three', false],
    ['message:"a" && !message:"b"', 'a b', false],
    ['+message:"a" -message:"b"', 'a', true],
    ['+message:"a" -message:"b"', 'a b', false],
    // a word with wildcards is one word
    ['message:time*t', 'a timeout', true],
    ['message:time*t', 'time is out', false],
    // where AND and OR are mixed without parentheses, Lucene needs what AND joins, and nothing else
    ['message:"a" OR message:"b" AND message:"c"', 'b c', true],
    ['message:"a" OR message:"b" AND message:"c"', 'a', false],
    // fields
    ['message:"a" AND tags:"console"', 'a', true],
    ['message:"a" AND tags:console', 'a', true],
    ['message:"a" AND tags:"screen-n-cpu.txt"', 'a', false],
    ['message:"a" AND build_name:gate-*-python2*', 'a', true],
    ['message:"a" AND build_name:("gate-nova-python26" "gate-nova-python27")', 'a', true],
    ['message:"a" AND NOT build_name:*sahara*', 'a', true],
    ['message:"a" AND NOT build_name:*nova*', 'a', false],
    // what is not known matches never, whether it is wanted or not
    ['message:"a" AND project:"openstack/nova"', 'a', null],
    ['message:"a" AND NOT build_queue:"check"', 'a', null],
    ['message:"a" AND (project:x OR tags:console)', 'a', true],
    ['message:"a" AND project:x', 'b', false],
    ['message:"a" AND loglevel:ERROR', 'a ERROR', null],
  ])('%s on %j: %s', (query, line, expected) => {
    expect(ask(query, line)).toBe(expected);
  });

  it.each([
    ['message:"a', /is no query of Lucene/],
    ['message:/a.*/', /regular expressions/],
    ['message:[a TO b]', /ranges/],
    ['message:"a b"~3', /fuzzy/],
    ['message:a~', /fuzzy/],
    ['message:""', /empty text/],
    ['', /empty/],
    [`message:"${'x'.repeat(20_000)}"`, /longer than/],
    ['((message:a) OR '.repeat(25), /nested more than 8 deep/],
  ])('%s is refused', (query, message) => {
    const parsed = parseQuery(query);
    const [mistake, ...more] = parsed.ok ? [] : parsed.mistakes;
    expect(mistake?.message).toMatch(message);
    expect(more).toEqual([]);
  });

  it('is refused with all that is wrong in it, at its place', () => {
    // the backslashes before n, which the parser's grammar does not have, count for the places too
    const query = ' message:"\\n\\n" AND message:/a/ AND (message:"b c"~2 OR tags:[a TO b]) AND x:d~';
    const parsed = parseQuery(query);
    expect(parsed.ok ? [] : parsed.mistakes.map(({ at }) => at && query.slice(at.start, at.end).trim())).toEqual([
      '/a/',
      '"b c"~2',
      'tags',
      'd~',
    ]);
  });

  it('tells which fields it asks for, and where', () => {
    const query = 'message:"a\\nb" AND tags:(x OR y) AND NOT -build_name:"z" AND (project:q filename:w)';
    const parsed = parseQuery(query);
    const fields = parsed.ok ? parsed.fields : [];
    expect(fields.map(({ name }) => name)).toEqual(['tags', 'build_name', 'project', 'filename']);
    expect(fields.map(({ at }) => query.slice(at.start, at.end))).toEqual(fields.map(({ name }) => name));
  });
});

describe('any text', () => {
  it('is a query or refused, in bounded time', () => {
    const piece = fc.constantFrom(
      'message:',
      'tags:',
      '"',
      '(',
      ')',
      ' AND ',
      ' OR ',
      ' NOT ',
      'a',
      '*',
      '\\',
      '~',
      '^2',
      '[',
      ' TO ',
      ']',
      '/',
      '!',
      '+',
      '-',
      ' ',
      ':',
      '{',
      '}',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const parsed = parseQuery(pieces.join(''));
        if (parsed.ok) expect([true, false, null]).toContain(evaluate(parsed.query, new LogLine('a message'), console));
        else {
          expect(parsed.mistakes).not.toEqual([]);
          for (const { message, at } of parsed.mistakes) {
            expect(message).toMatch(/./);
            if (at !== null) expect(at.end).toBeLessThanOrEqual(pieces.join('').length);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a query file', () => {
  const read = (text: string) => {
    const log = new DiagnosticLog('1.yaml', text);
    return {
      file: readQueryFile(log),
      messages: log.diagnostics().map(({ place, message }) => `${place?.line}:${place?.column} ${message}`),
    };
  };

  it('has the keys of its 925 predecessors', () => {
    const { file, messages } = read(
      'query: >\n  message:"x" AND tags:console\ntest_ids:\n  - a.b.c\nresolved_at: "Tue Dec 10 12:08:42 EST 2013"\nsuppress-graph: true\nallow-nonvoting: True\nsuppress-notification: true\n',
    );
    expect(messages).toEqual([]);
    expect(file).toMatchObject({
      testIds: ['a.b.c'],
      resolvedAt: 'Tue Dec 10 12:08:42 EST 2013',
      allowNonvoting: true,
      silent: true,
    });
  });

  it.each([
    ['- a\n', ['1:1 this is no query of elastic-recheck']],
    ['bug: 1\n', ['1:1 unknown key "bug"', '1:1 the key "query" is missing']],
    ['query:\n  - a\n', ['1:1 "query" must be a text']],
    ['query: tags:console\n', ['1:8 this query would match any line']],
    ['query: message:"a\n', ['1:17 this query cannot be read: it is no query of Lucene: it ends too early']],
    // places are those of the file, however the text is folded
    [
      'query: >\n  message:"a\\nb" AND\n  message:/c/ AND (message:d~2\n  OR tags:[a TO b])\nsuppress: 1\n',
      [
        '3:11 this query cannot be read: dox does not read regular expressions in queries',
        '3:28 this query cannot be read: dox does not read fuzzy words and phrases',
        '4:6 this query cannot be read: dox does not read ranges',
        '5:1 unknown key "suppress"',
      ],
    ],
    [
      'query: >-\n  message:"a" AND (tags:b\n  OR\n',
      ['3:4 this query cannot be read: it is no query of Lucene: it ends too early'],
    ],
    [
      'query: "message:\\"a\\" AND )x"\n',
      ['1:27 this query cannot be read: it is no query of Lucene: ")" is not expected'],
    ],
    [
      'query: message:a\nsuppress-graph: maybe\ntest_ids: x\n',
      ['2:1 "suppress-graph" must be true or false', '3:1 "test_ids" must be a list of tests'],
    ],
  ])('%j: %j', (text, expected) => {
    const { file, messages } = read(text);
    expect(file).toBeNull();
    expect([...messages].sort()).toEqual([...expected].sort());
  });

  it('is warned of if it asks for what no log has', () => {
    const text = `query: >\n  message:"x" AND tag:"console"\n  AND (module:"y" OR hypervisor:(kvm OR qemu))\n  AND filname:'a'\n`;
    const told = (given: readonly string[]) => {
      const log = new DiagnosticLog('1.yaml', text);
      expect(readQueryFile(log, new Set(given))).not.toBeNull();
      return log
        .diagnostics()
        .map(
          ({ place, severity, message, hint }) => `${place?.line}:${place?.column} ${severity} ${message} | ${hint}`,
        );
    };
    const never = 'what asks for it never matches';
    expect(told([])).toEqual([
      `2:19 warning nothing is known of a field "tag": ${never} | did you mean "tags"?`,
      expect.stringMatching(
        /^3:22 warning nothing is known of a field "hypervisor": what asks .* \| give it with --meta .*: message, filename, tags, /,
      ),
      `4:7 warning nothing is known of a field "filname": ${never} | did you mean "filename"?`,
    ]);
    expect(told(['hypervisor', 'tag', 'filname'])).toEqual([]);
  });

  it('counts for voting jobs only, unless it says otherwise', () => {
    const matches = (more: string, metadata: Metadata): boolean | null => {
      const { file } = read(`query: message:"x"\n${more}`);
      return file === null ? null : querySignature(file, 1, '1.yaml').matches(new LogLine('x'), metadata);
    };
    const nonvoting: Metadata = new Map([['voting', ['0']]]);
    expect(matches('', new Map())).toBe(true);
    expect(matches('', nonvoting)).toBe(false);
    expect(matches('allow-nonvoting: true\n', nonvoting)).toBe(true);
  });
});
