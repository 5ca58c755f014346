/** A project that says nothing of dox, with one test that passes and one that fails until it is mended. */
export interface Guessable {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** How the failing test is listed; null where its runner does not name tests. */
  readonly failing: string | null;
  readonly mend: readonly [file: string, old: string, by: string];
  /** What it installs takes long. */
  readonly isLarge?: boolean;
}

const inC = `#include <stdio.h>
int sum(int a, int b) { return a + b + 1; }
int main(void) { if (sum(1, 2) != 3) { printf("sum is wrong\\n"); return 1; } return 0; }
`;

export const guessable: readonly Guessable[] = [
  {
    name: 'Python with unittest',
    files: {
      'setup.py': 'from setuptools import setup\nsetup(name="shop", py_modules=["shop"])\n',
      'shop.py': 'def total(prices):\n    return sum(prices) + 1\n',
      'tests/__init__.py': '',
      'tests/test_shop.py': `import unittest
import shop

class ShopTest(unittest.TestCase):
    def test_import(self):
        self.assertTrue(shop)

    def test_total(self):
        self.assertEqual(shop.total([1, 2]), 3)
`,
    },
    failing: 'tests.test_shop.ShopTest.test_total',
    mend: ['shop.py', ' + 1', ''],
  },
  {
    name: 'Python with pytest and src',
    files: {
      'pyproject.toml':
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
      'src/shop/__init__.py': 'def total(prices):\n    return sum(prices) + 1\n',
      'tests/test_shop.py':
        'import shop\n\ndef test_import():\n    assert shop\n\ndef test_total():\n    assert shop.total([1, 2]) == 3\n',
    },
    failing: 'tests/test_shop.py::test_total',
    mend: ['src/shop/__init__.py', ' + 1', ''],
  },
  {
    name: 'Node',
    files: {
      'package.json': '{"name": "shop", "scripts": {"test": "node --test"}}\n',
      'test/shop.test.js': `const { test } = require('node:test');
const assert = require('node:assert');
test('counts', () => assert.equal(1, 1));
test('sums up', () => assert.equal(1 + 2 + 1, 3));
`,
    },
    failing: 'sums up',
    mend: ['test/shop.test.js', '1 + 2 + 1', '1 + 2'],
    isLarge: true,
  },
  {
    name: 'C with make',
    files: {
      Makefile: 'all: sum\ntest: all\n\t./sum\n.PHONY: all test\n',
      'sum.c': inC,
    },
    failing: null,
    mend: ['sum.c', 'b + 1', 'b'],
  },
  {
    name: 'C with CMake',
    files: {
      'CMakeLists.txt': `cmake_minimum_required(VERSION 3.10)
project(shop C)
enable_testing()
add_executable(sum sum.c)
add_test(NAME sums COMMAND sum)
add_test(NAME starts COMMAND \${CMAKE_COMMAND} -E true)
`,
      'sum.c': inC,
    },
    failing: 'sums',
    mend: ['sum.c', 'b + 1', 'b'],
  },
  {
    name: 'C with Meson',
    files: {
      'meson.build': `project('shop', 'c')
sum = executable('sum', 'sum.c')
test('sums', sum)
test('starts', find_program('true'))
`,
      'sum.c': inC,
    },
    failing: 'sums',
    mend: ['sum.c', 'b + 1', 'b'],
  },
  {
    name: 'C with Autotools',
    files: {
      'configure.ac':
        'AC_INIT([shop], [1])\nAM_INIT_AUTOMAKE([foreign])\nAC_PROG_CC\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n',
      'Makefile.am': 'check_PROGRAMS = sum\nsum_SOURCES = sum.c\nTESTS = sum\n',
      'sum.c': inC,
    },
    failing: null,
    mend: ['sum.c', 'b + 1', 'b'],
  },
  {
    name: 'Perl',
    files: {
      'Makefile.PL': 'use ExtUtils::MakeMaker;\nWriteMakefile(NAME => "Shop", VERSION => "1");\n',
      'lib/Shop.pm': 'package Shop;\nsub total { return 3 + 1 }\n1;\n',
      't/shop.t': 'use strict;\nuse Test::More tests => 2;\nuse_ok("Shop");\nis(Shop::total(), 3, "sums up");\n',
    },
    failing: 't/shop.t',
    mend: ['lib/Shop.pm', ' + 1', ''],
  },
  {
    name: 'Go',
    files: {
      'go.mod': 'module example.org/shop\n\ngo 1.19\n',
      'shop.go': 'package shop\n\nfunc Total(a, b int) int { return a + b + 1 }\n',
      'shop_test.go': `package shop

import "testing"

func TestStarts(t *testing.T) {}

func TestTotal(t *testing.T) {
	if Total(1, 2) != 3 {
		t.Error("the sum is wrong")
	}
}
`,
    },
    failing: 'example.org/shop.TestTotal',
    mend: ['shop.go', ' + 1 }', ' }'],
    isLarge: true,
  },
  {
    name: 'Ruby with RSpec',
    files: {
      '.rspec': '--format progress\n',
      'spec/shop_spec.rb': `RSpec.describe 'shop' do
  it('starts') { expect(1).to eq 1 }
  it('sums up') { expect(1 + 2 + 1).to eq 3 }
end
`,
    },
    failing: 'spec/shop_spec.rb:3',
    mend: ['spec/shop_spec.rb', '1 + 2 + 1', '1 + 2'],
  },
  {
    name: 'Ruby with a Gemfile',
    files: {
      Gemfile: "source 'https://rubygems.org'\ngem 'rake'\ngem 'minitest'\n",
      Rakefile: "require 'rake/testtask'\nRake::TestTask.new { |t| t.pattern = 'test/test_*.rb' }\n",
      'test/test_shop.rb': `require 'minitest/autorun'
class ShopTest < Minitest::Test
  def test_starts
    assert true
  end

  def test_total
    assert_equal 3, 1 + 2 + 1
  end
end
`,
    },
    failing: 'ShopTest#test_total',
    mend: ['test/test_shop.rb', '1 + 2 + 1', '1 + 2'],
    isLarge: true,
  },
  {
    name: 'PHP',
    files: {
      'composer.json': '{"name": "example/shop", "autoload": {"psr-4": {"Shop\\\\": "src/"}}}\n',
      'phpunit.xml':
        '<phpunit bootstrap="vendor/autoload.php"><testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites></phpunit>\n',
      'src/Shop.php': '<?php\nnamespace Shop;\nclass Shop { static function total() { return 3 + 1; } }\n',
      'tests/ShopTest.php': `<?php
use PHPUnit\\Framework\\TestCase;
class ShopTest extends TestCase {
    public function testStarts(): void { $this->assertTrue(true); }
    public function testTotal(): void { $this->assertSame(3, Shop\\Shop::total()); }
}
`,
    },
    failing: 'ShopTest::testTotal',
    mend: ['src/Shop.php', ' + 1', ''],
    isLarge: true,
  },
  {
    name: 'Elixir',
    files: {
      'mix.exs':
        'defmodule Shop.MixProject do\n  use Mix.Project\n  def project, do: [app: :shop, version: "1.0.0", elixir: "~> 1.10"]\nend\n',
      'lib/shop.ex': 'defmodule Shop do\n  def total(a, b), do: a + b + 1\nend\n',
      'test/test_helper.exs': 'ExUnit.start()\n',
      'test/shop_test.exs': `defmodule ShopTest do
  use ExUnit.Case
  test "starts", do: assert true
  test "sums up" do
    assert Shop.total(1, 2) == 3
  end
end
`,
    },
    failing: 'test/shop_test.exs:4',
    mend: ['lib/shop.ex', 'b + 1', 'b'],
    isLarge: true,
  },
  {
    name: 'Rust',
    files: {
      'Cargo.toml': '[package]\nname = "shop"\nversion = "1.0.0"\nedition = "2021"\n',
      'src/lib.rs': `pub fn total(a: i32, b: i32) -> i32 { a + b + 1 }

#[cfg(test)]
mod tests {
    #[test]
    fn starts() {}
    #[test]
    fn sums_up() { assert_eq!(super::total(1, 2), 3); }
}
`,
    },
    failing: 'tests::sums_up',
    mend: ['src/lib.rs', 'b + 1', 'b'],
    isLarge: true,
  },
  {
    name: 'OCaml',
    files: {
      'dune-project': '(lang dune 2.9)\n',
      dune: '(test (name shop))\n',
      'shop.ml': 'let () = assert (1 + 2 + 1 = 3)\n',
    },
    failing: null,
    mend: ['shop.ml', '2 + 1', '2'],
    isLarge: true,
  },
];
