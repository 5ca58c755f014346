/** A runner as Debian 12 has it, and a project in which `good` passes and prints GOOD RAN, and others fail. */
export interface RunnerCase {
  readonly runner: string;
  /** As whom dox knows its output, where that is somebody else's. */
  readonly speaks?: string;
  readonly system: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** What is run before the tests, such as a compiler. */
  readonly before?: readonly string[];
  readonly command: string;
  /** What fails, by the ids that the runner itself takes or prints. */
  readonly ids: readonly string[];
}

/** One image for all that needs no compiler, and one for the rest: what they have in common is installed once. */
const scripted = [
  'bats',
  'lua-busted',
  'nodejs',
  'perl',
  'phpunit',
  'python3-nose',
  'python3-pytest',
  'python3-stestr',
  'python3-testtools',
  'ruby-minitest',
  'ruby-rspec',
  'ruby-test-unit',
  'shunit2',
];
const compiled = ['catch2', 'cmake', 'g++', 'libboost-test-dev', 'libgtest-dev', 'make', 'meson'];

const pythonTests = `class T(unittest.TestCase):
    def test_good(self):
        print('GOOD RAN')
    def test_bad(self):
        self.assertEqual(1, 2)
    def test_worse(self):
        raise KeyError('x')
`;
const asScript = "if __name__ == '__main__':\n    unittest.main()\n";

export const runnerCases: readonly RunnerCase[] = [
  {
    runner: 'unittest',
    system: scripted,
    files: { 'test_a.py': `import unittest\n${pythonTests}${asScript}` },
    command: 'python3 -m unittest',
    ids: ['test_a.T.test_bad', 'test_a.T.test_worse'],
  },
  {
    runner: 'pytest',
    system: scripted,
    files: { 'test_a.py': `import unittest\n${pythonTests}` },
    command: 'python3 -m pytest -p no:cacheprovider -s',
    ids: ['test_a.py::T::test_bad', 'test_a.py::T::test_worse'],
  },
  {
    runner: 'stestr',
    system: scripted,
    files: {
      '.stestr.conf': '[DEFAULT]\ntest_path=./tests\n',
      'tests/__init__.py': '',
      'tests/test_a.py': `import testtools\n${pythonTests.replaceAll('unittest', 'testtools')}`,
    },
    command: 'stestr run',
    ids: ['tests.test_a.T.test_bad', 'tests.test_a.T.test_worse'],
  },
  {
    runner: 'testtools',
    system: scripted,
    files: { 'test_a.py': `import testtools as unittest\n${pythonTests}` },
    command: 'python3 -m testtools.run {posargs:test_a}',
    ids: ['test_a.T.test_bad', 'test_a.T.test_worse'],
  },
  {
    runner: 'nose',
    speaks: 'unittest',
    system: scripted,
    files: { 'test_a.py': `import unittest\n${pythonTests}` },
    command: 'nosetests3 -s -v',
    ids: ['test_a.T.test_bad', 'test_a.T.test_worse'],
  },
  {
    runner: 'rspec',
    system: scripted,
    files: {
      'spec/a_spec.rb': `describe 'T' do
  it('good') { puts 'GOOD RAN' }
  it('bad') { expect(1).to eq 2 }
  it('worse') { raise 'x' }
end
`,
    },
    command: 'rspec',
    ids: ['./spec/a_spec.rb:3', './spec/a_spec.rb:4'],
  },
  {
    runner: 'minitest',
    system: scripted,
    files: {
      'test_a.rb': `require 'minitest/autorun'
class TestT < Minitest::Test
  def test_good; puts 'GOOD ' + 'RAN'; end
  def test_bad; assert_equal 1, 2; end
  def test_worse; raise 'x'; end
end
`,
    },
    command: 'ruby test_a.rb',
    ids: ['TestT#test_bad', 'TestT#test_worse'],
  },
  {
    runner: 'testunit',
    system: scripted,
    files: {
      'test_a.rb': `require 'test/unit'
class TestT < Test::Unit::TestCase
  def test_good; puts 'GOOD ' + 'RAN'; end
  def test_bad; assert_equal 1, 2; end
  def test_worse; raise 'x'; end
end
`,
    },
    command: 'ruby test_a.rb',
    ids: ['test_bad(TestT)', 'test_worse(TestT)'],
  },
  {
    runner: 'phpunit',
    system: scripted,
    files: {
      'tests/ATest.php': `<?php
final class ATest extends PHPUnit\\Framework\\TestCase {
    public function testGood(): void { fwrite(STDERR, "GOOD RAN\\n"); $this->assertTrue(true); }
    public function testBad(): void { $this->assertSame(1, 2); }
    public function testWorse(): void { throw new RuntimeException('x'); }
}
`,
    },
    command: 'phpunit --do-not-cache-result tests',
    ids: ['ATest::testBad', 'ATest::testWorse'],
  },
  {
    runner: 'bats',
    system: scripted,
    files: {
      'a.bats':
        '@test "good" {\n  echo "GOOD RAN" >&3\n}\n@test "bad one" {\n  false\n}\n@test "worse" {\n  exit 3\n}\n',
    },
    command: 'bats a.bats',
    ids: ['bad one', 'worse'],
  },
  {
    runner: 'shunit2',
    system: scripted,
    files: {
      'a.sh': `testGood() { echo 'GOOD RAN'; }
testBad() { assertEquals 1 2; }
testWorse() { fail 'x'; }
. shunit2
`,
    },
    command: 'sh a.sh',
    ids: ['testBad', 'testWorse'],
  },
  {
    runner: 'busted',
    system: scripted,
    files: {
      'spec/a_spec.lua': `describe('T', function()
  it('good', function() print('GOOD RAN') end)
  it('is bad', function() assert.are.equal(1, 2) end)
  it('is worse', function() error('x') end)
end)
`,
    },
    command: 'busted -o plainTerminal',
    ids: ['T is bad', 'T is worse'],
  },
  {
    runner: 'prove',
    system: scripted,
    files: {
      't/good.t': 'print "1..1\\nok 1\\n"; print STDERR "GOOD RAN\\n";\n',
      't/bad.t': "use Test::More tests => 1; is(1, 2, 'same');\n",
      't/worse.t': "die 'x';\n",
    },
    command: 'prove',
    ids: ['t/bad.t', 't/worse.t'],
  },
  {
    runner: 'nodetest',
    system: scripted,
    files: {
      'a.test.mjs': `import { test } from 'node:test';
import assert from 'node:assert';
test('good', () => { console.error('GOOD RAN'); });
test('bad one', () => { assert.strictEqual(1, 2); });
test('worse', () => { throw new Error('x'); });
`,
    },
    command: 'node --test-reporter=spec --test',
    ids: ['bad one', 'worse'],
  },
  {
    runner: 'ctest',
    system: compiled,
    files: {
      'CMakeLists.txt': `cmake_minimum_required(VERSION 3.20)
project(demo NONE)
enable_testing()
add_test(NAME good COMMAND sh -c "echo GOOD RAN")
add_test(NAME "bad one" COMMAND false)
add_test(NAME worse COMMAND no-such-program)
`,
    },
    before: ['cmake -S . -B /tmp/build'],
    command: 'ctest --test-dir /tmp/build -V',
    ids: ['bad one', 'worse'],
  },
  {
    runner: 'gtest',
    system: compiled,
    files: {
      'a.cc': `#include <gtest/gtest.h>
#include <cstdio>
TEST(T, Good) { puts("GOOD RAN"); }
TEST(T, Bad) { EXPECT_EQ(1, 2); }
TEST(T, Worse) { throw 1; }
`,
    },
    before: ['g++ a.cc -o /tmp/a -lgtest -lgtest_main -lpthread'],
    command: '/tmp/a',
    ids: ['T.Bad', 'T.Worse'],
  },
  {
    runner: 'catch2',
    system: compiled,
    files: {
      'a.cc': `#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
TEST_CASE("good") { puts("GOOD RAN"); CHECK(true); }
TEST_CASE("bad, one") { CHECK(1 == 2); }
TEST_CASE("worse") { throw std::runtime_error("x"); }
`,
    },
    before: ['g++ a.cc -o /tmp/a'],
    command: '/tmp/a',
    ids: ['bad, one', 'worse'],
  },
  {
    runner: 'boost',
    system: compiled,
    files: {
      'a.cc': `#define BOOST_TEST_MODULE demo
#include <boost/test/included/unit_test.hpp>
#include <cstdio>
BOOST_AUTO_TEST_CASE(good) { puts("GOOD RAN"); BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(bad) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_CASE(worse) { throw std::runtime_error("x"); }
`,
    },
    before: ['g++ a.cc -o /tmp/a'],
    command: '/tmp/a',
    ids: ['bad', 'worse'],
  },
  {
    runner: 'meson',
    system: compiled,
    files: {
      'meson.build': `project('demo')
sh = find_program('sh')
test('good', sh, args : ['-c', 'echo GOOD RAN'])
test('bad one', sh, args : ['-c', 'exit 1'])
test('worse', sh, args : ['-c', 'exit 2'])
`,
    },
    before: ['meson setup /tmp/build'],
    command: 'meson test -C /tmp/build -v',
    ids: ['bad one', 'worse'],
  },
];
