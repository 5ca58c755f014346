import { describe, expect, it } from 'vitest';
import { createJunitXmlReader } from '../../src/failures/junit-xml.ts';

function read(xml: string, size = 7) {
  const reader = createJunitXmlReader();
  const bytes = Buffer.from(xml);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.end();
}

function one(xml: string) {
  const report = read(xml);
  expect(report?.failures).toHaveLength(1);
  return report?.failures[0];
}

describe('the XML of pytest', () => {
  const suite = (testcase: string): string =>
    `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="0" failures="1" skipped="0" tests="1" time="0.1">${testcase}</testsuite></testsuites>`;

  it.each([
    ['classname="tests.test_a.TestB" name="test_c[x &lt; 1]"', 'tests/test_a.py::TestB::test_c[x < 1]'],
    ['classname="tests.test_a" name="test_c"', 'tests/test_a.py::test_c'],
    [
      'classname="tests.unit.test_a.b.Deep" file="tests/unit/test_a.py" line="3" name="test_c"',
      'tests/unit/test_a.py::b::Deep::test_c',
    ],
  ])('%s is %s', (attributes, id) => {
    const failure = one(
      suite(
        `<testcase ${attributes} time="0.012"><failure message="assert 1 == 2&#10; more">text</failure></testcase>`,
      ),
    );
    expect(failure).toMatchObject({
      id,
      rerunId: id,
      message: 'assert 1 == 2',
      durationMs: 12,
      outcome: 'failed',
      runner: 'junit',
    });
  });

  it('takes the module from the traceback', () => {
    const failure = one(
      suite(
        '<testcase classname="test_a.lower" name="test_c"><failure message="no">test_a.py:5: in f\nE  no\nlib/x.py:9: AssertionError</failure></testcase>',
      ),
    );
    expect(failure).toMatchObject({ id: 'test_a.py::lower::test_c', file: 'lib/x.py', line: 9 });
  });

  it('names a module that could not be imported', () => {
    const failure = one(
      suite('<testcase classname="" name="tests.test_bad"><error message="collection failure">x</error></testcase>'),
    );
    expect(failure).toMatchObject({ id: 'tests/test_bad.py', unit: 'module', outcome: 'error' });
  });
});

describe('the XML of surefire', () => {
  const suite = (inside: string): string =>
    `<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd" name="a.BTest" tests="3" errors="0" skipped="0" failures="1">${inside}</testsuite>`;

  it('has its ids, and its trace', () => {
    const trace =
      '<![CDATA[java.lang.AssertionError: 1 < 2\n\tat org.junit.Assert.fail(Assert.java:89)\n\tat a.BTest.x(BTest.java:9)\n]]>';
    const failure = one(
      suite(
        `<testcase name="x" classname="a.BTest" time="1,000.5"><failure type="java.lang.AssertionError">${trace}</failure></testcase>`,
      ),
    );
    expect(failure).toMatchObject({
      id: 'a.BTest#x',
      rerunId: 'a.BTest#x',
      message: 'java.lang.AssertionError: 1 < 2',
      line: 9,
      durationMs: 1_000_500,
    });
  });

  it('tells flaky tests from those that failed each time', () => {
    const report = read(
      suite(`<testcase name="flaky" classname="a.BTest"><flakyFailure message="first" type="X"><stackTrace>s</stackTrace></flakyFailure></testcase>
        <testcase name="never" classname="a.BTest"><failure message="no" type="X">x</failure><rerunFailure message="no" type="X"/></testcase>
        <testcase name="" classname="a.BTest"><error message="setup"/></testcase>`),
    );
    expect(report).toMatchObject({
      failures: [
        { id: 'a.BTest#never', attempt: 1 },
        { id: 'a.BTest', unit: 'class', outcome: 'error' },
      ],
      flaky: [{ id: 'a.BTest#flaky', message: 'first' }],
      counts: { ran: 3, failed: 1, errors: 1, skipped: 0 },
    });
  });
});

describe('the XML of others', () => {
  it.each([
    [
      '<testsuite name="a.B"><properties><property name="go.version" value="go1.22"/></properties><testcase classname="x.org/a/b" name="TestC/d"><failure/></testcase></testsuite>',
      'x.org/a/b.TestC/d',
    ],
    [
      '<testsuite name="a.BTest" hostname="h"><testcase classname="a.BTest" name="adds()"><failure/></testcase></testsuite>',
      'a.BTest.adds()',
    ],
    [
      '<testsuites name="vitest tests"><testsuite name="src/a.test.ts"><testcase classname="src/a.test.ts" name="sum &gt; adds"><failure/></testcase></testsuite></testsuites>',
      'src/a.test.ts::sum › adds',
    ],
    [
      '<testsuites><testsuite name="x"><testsuite name="y"><testcase class="A\\BTest" classname="A.BTest" name="testC" file="/src/B.php" line="9"><failure/></testcase></testsuite></testsuite></testsuites>',
      'A\\BTest::testC',
    ],
    [
      '<testsuites name="jest tests"><testsuite name="sum"><testcase classname="sum adds" name="sum adds" file="a.test.js"><failure/></testcase></testsuite></testsuites>',
      'a.test.js::sum adds',
    ],
    ['<testsuite name="s"><testcase classname="C" name="n"><failure/></testcase></testsuite>', 'C::n'],
  ])('%s', (xml, id) => {
    expect(one(xml)).toMatchObject({ id, message: null });
  });

  it('may have each try as a test of its own', () => {
    const xml =
      '<testsuite name="s"><testcase classname="C" name="n"><failure message="m"/></testcase><testcase classname="C" name="n"/></testsuite>';
    expect(read(xml)).toMatchObject({ failures: [], flaky: [{ id: 'C::n', attempt: 1 }] });
  });

  it('counts what ran, and says where its own numbers are bigger', () => {
    const xml =
      '<testsuite name="s" failures="2"><testcase name="a"/><testcase name="b"><skipped/></testcase><testcase name="c" status="notrun"/></testsuite>';
    expect(read(xml)).toMatchObject({ counts: { ran: 1, failed: 0, errors: 0, skipped: 2 }, complete: true });
    expect(read(xml)?.warnings).toHaveLength(1);
  });
});

describe('XML that is not as it should be', () => {
  it('is read as far as it goes', () => {
    const report = read(
      '<testsuites><testsuite name="s"><testcase name="a"><failure message="m"/></testcase><testcase name="b"><failure',
    );
    expect(report).toMatchObject({
      complete: false,
      failures: [{ id: 'a' }],
      warnings: ['the JUnit XML ends before its last element does'],
    });
  });

  it('may hold characters that XML has not', () => {
    expect(
      one(
        '<testsuite><testcase name="a\u0001\uFFFF"><failure message="m &bogus; &amp;">\u0000]]&gt;</failure></testcase></testsuite>',
      ),
    ).toMatchObject({
      message: 'm &bogus; &',
    });
  });

  it('expands no entities of its own', () => {
    const xml =
      '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&b;&c;"><failure/></testcase></testsuite>';
    expect(one(xml)?.id).toBe('&b;&c;');
  });

  it.each(['', 'hello', '<html><testcase name="a"><failure/></testcase></html>', '{"a": 1}'])('%s is none', (xml) => {
    expect(read(xml)).toBeNull();
  });

  it('of any size takes little', () => {
    const text = 'x'.repeat(5_000_000);
    const report = one(`<testsuite><testcase name="a"><failure>${text}</failure></testcase></testsuite>`);
    expect(report?.excerpt.join('').length).toBeLessThan(20_000);
  }, 20_000);
});

describe('the tests that it names', () => {
  const cases = (xml: string) => {
    const reader = createJunitXmlReader({ keepsCases: true });
    reader.push(Buffer.from(xml));
    reader.end();
    return reader.cases();
  };

  it('are all of them, each once, with what became of it in the end', () => {
    const xml = `<testsuites><testsuite name="pytest" tests="6">
      <testcase classname="tests.test_a" name="good" time="0.5"/>
      <testcase classname="tests.test_a.TestB" name="good[1]" time="1,234.5"/>
      <testcase classname="tests.test_a" name="bad" time="0.2"><failure message="no">x</failure></testcase>
      <testcase classname="tests.test_a" name="left"><skipped/></testcase>
      <testcase classname="tests.test_a" name="again" time="1"><failure message="no">x</failure></testcase>
      <testcase classname="tests.test_a" name="again" time="2"/>
      <testcase classname="tests.test_a" name="worse" time="1"/>
      <testcase classname="tests.test_a" name="worse" time="2"><error message="teardown">x</error></testcase>
    </testsuite></testsuites>`;
    expect(cases(xml)).toEqual([
      { id: 'tests/test_a.py::bad', outcome: 'failed', durationMs: 200 },
      { id: 'tests/test_a.py::worse', outcome: 'failed', durationMs: 2000 },
      { id: 'tests/test_a.py::again', outcome: 'flaky', durationMs: 1000 },
      { id: 'tests/test_a.py::good', outcome: 'passed', durationMs: 500 },
      { id: 'tests/test_a.py::TestB::good[1]', outcome: 'passed', durationMs: 1_234_500 },
      { id: 'tests/test_a.py::left', outcome: 'skipped', durationMs: null },
    ]);
  });

  it('are not kept unless that is asked for', () => {
    const reader = createJunitXmlReader();
    reader.push(Buffer.from('<testsuite><testcase classname="a" name="b"/></testsuite>'));
    expect(reader.end()).not.toBeNull();
    expect(reader.cases()).toEqual([]);
  });
});
