import { describe, expect, test } from 'vitest';
import { type Files, guessed, only } from './guessed.ts';

/** The image and the last command. */
function short(files: Files): string {
  const { image, commands } = only(files);
  return `${image}: ${(commands as string[]).at(-1)}`;
}

test.each([
  ['Go', { 'go.mod': 'module x\n\ngo 1.18\n' }, 'debian:bookworm-slim: go test {posargs:./...}'],
  ['Go that Debian 13 has', { 'go.mod': 'go 1.22.3\n' }, 'debian:trixie-slim: go test {posargs:./...}'],
  ['Go that Debian lacks', { 'go.mod': 'go 1.26\n' }, 'golang:1.26: go test {posargs:./...}'],
  ['Rust', { 'Cargo.toml': '[package]\nname = "x"\n' }, 'debian:trixie-slim: cargo test {posargs}'],
  ['a Rust workspace', { 'Cargo.toml': '[workspace]\n' }, 'debian:trixie-slim: cargo test --workspace {posargs}'],
  ['Rust of a toolchain', { 'Cargo.toml': '', 'rust-toolchain': '1.70.0\n' }, 'rust:1.70.0: cargo test {posargs}'],
  ['a newer Rust', { 'Cargo.toml': '[package]\nrust-version = "1.90"\n' }, 'rust:1.90: cargo test {posargs}'],
  ['Maven', { 'pom.xml': '<java.version>17</java.version>' }, 'debian:bookworm-slim: mvn --batch-mode test {posargs}'],
  [
    'Maven on Java 8',
    { 'pom.xml': '<source>x</source><maven.compiler.source>1.8</maven.compiler.source>' },
    'debian:bookworm-slim: mvn --batch-mode test {posargs}',
  ],
  ['Maven on Java 21', { 'pom.xml': '<release>21</release>' }, 'debian:trixie-slim: mvn --batch-mode test {posargs}'],
  [
    'Maven on Java 25',
    { 'pom.xml': '<release>25</release>' },
    'maven:3-eclipse-temurin-25: mvn --batch-mode test {posargs}',
  ],
  ["Maven's wrapper", { 'pom.xml': '', mvnw: '' }, 'debian:bookworm-slim: sh ./mvnw --batch-mode test {posargs}'],
  ['Gradle', { 'build.gradle': '' }, 'gradle:8-jdk17: gradle test {posargs}'],
  [
    "Gradle's wrapper",
    { 'build.gradle.kts': 'jvmToolchain(21)', gradlew: '' },
    'debian:trixie-slim: sh ./gradlew test {posargs}',
  ],
  [
    'Maven and Gradle with a wrapper',
    { 'pom.xml': '', 'build.gradle': '', gradlew: '' },
    'debian:bookworm-slim: sh ./gradlew test {posargs}',
  ],
  ['RSpec', { Gemfile: '', 'spec/x_spec.rb': '' }, 'debian:bookworm-slim: bundle exec rspec {posargs}'],
  ['Rake', { Gemfile: '', Rakefile: 'Rake::TestTask.new' }, 'debian:bookworm-slim: bundle exec rake test'],
  ['Ruby without a Gemfile', { '.rspec': '' }, 'debian:bookworm-slim: rspec {posargs}'],
  ['Ruby of a version', { Gemfile: "ruby '3.4.1'\n", 'spec/x_spec.rb': '' }, 'ruby:3.4.1: bundle exec rspec {posargs}'],
  [
    'PHPUnit',
    { 'composer.json': '{"require-dev": {"phpunit/phpunit": "^9"}}' },
    'debian:bookworm-slim: vendor/bin/phpunit {posargs}',
  ],
  ['PHPUnit of Debian', { 'phpunit.xml': '' }, 'debian:bookworm-slim: phpunit {posargs}'],
  [
    'a script of Composer',
    { 'composer.json': '{"scripts": {"test": "x"}}' },
    'debian:bookworm-slim: composer test -- {posargs}',
  ],
  [
    'PHP of a version',
    { 'composer.json': '{"require": {"php": "^8.3"}, "scripts": {"test": ["x"]}}' },
    'debian:trixie-slim: composer test -- {posargs}',
  ],
  ['Elixir', { 'mix.exs': 'elixir: "~> 1.12"' }, 'debian:bookworm-slim: mix test {posargs}'],
  ['a newer Elixir', { 'mix.exs': 'elixir: "~> 1.15"' }, 'debian:trixie-slim: mix test {posargs}'],
  ['Stack', { 'stack.yaml': '', 'x.cabal': '' }, 'debian:bookworm-slim: stack test {posargs}'],
  ['Cabal', { 'x.cabal': '' }, 'debian:bookworm-slim: cabal test {posargs:all}'],
  ['dune', { 'dune-project': '' }, 'debian:bookworm-slim: dune test {posargs}'],
  [
    'dune with opam packages',
    { 'dune-project': '', 'x.opam': 'depends: [\n  "ocaml"\n  "alcotest" {with-test}\n]\n' },
    'debian:bookworm-slim: opam exec -- dune test {posargs}',
  ],
  ['Swift', { 'Package.swift': '// swift-tools-version:5.9\n' }, 'debian:trixie-slim: swift test {posargs}'],
  ['a newer Swift', { 'Package.swift': '// swift-tools-version: 6.2\n' }, 'swift:6.2: swift test {posargs}'],
  [
    '.NET',
    { 'x.sln': '', 'src/x.csproj': '<TargetFramework>net9.0</TargetFramework>' },
    'mcr.microsoft.com/dotnet/sdk:9.0: dotnet test x.sln {posargs}',
  ],
  [
    '.NET without a solution',
    { 'x.csproj': '<TargetFrameworks>net6.0;net8.0</TargetFrameworks>' },
    'mcr.microsoft.com/dotnet/sdk:8.0: dotnet test x.csproj {posargs}',
  ],
  ['Perl', { 'Makefile.PL': '', 't/x.t': '' }, 'debian:bookworm-slim: prove -l -r {posargs:t}'],
  [
    'CMake',
    { 'CMakeLists.txt': 'enable_testing()\n' },
    'debian:bookworm-slim: ctest --test-dir /tmp/build --output-on-failure {posargs}',
  ],
  [
    'Meson',
    { 'meson.build': "test('x', y)\n" },
    'debian:bookworm-slim: meson test -C /tmp/build --print-errorlogs {posargs}',
  ],
  ['Autotools', { 'configure.ac': '', 'Makefile.am': '' }, 'debian:bookworm-slim: make check {posargs}'],
  ['a Makefile with test', { Makefile: '.PHONY: test\nCC := cc\ntest: all\n' }, 'debian:bookworm-slim: make test'],
  ['a Makefile with check', { Makefile: 'all:\ncheck lint::\n' }, 'debian:bookworm-slim: make check'],
  ['a Makefile without either', { Makefile: 'all:\ntest := 1\n' }, 'debian:bookworm-slim: make'],
])('%s', (_, files, wanted) => {
  expect(short(files)).toBe(wanted);
});

describe('what is installed where', () => {
  test('gems in the image, unless the Gemfile speaks of the tree', () => {
    const files = { Gemfile: "gem 'rspec'\n", 'Gemfile.lock': '', '.rspec': '' };
    expect(only(files)).toMatchObject({
      add: 'Gemfile Gemfile.lock',
      prep: ['bundle check || bundle install'],
      commands: ['bundle exec rspec {posargs}'],
    });
    const gem = only({ ...files, Gemfile: 'gemspec\n' });
    expect(gem.add).toBeUndefined();
    expect(gem.commands).toEqual(['bundle check || bundle install', 'bundle exec rspec {posargs}']);
  });

  test("Elixir's packages, where there are some", () => {
    const commands = ['mix local.hex --force', 'mix local.rebar --force', 'mix deps.get', 'mix test {posargs}'];
    expect(only({ 'mix.exs': 'defp deps, do: [{:jason, "~> 1.2"}]' }).commands).toEqual(commands);
  });

  test("Composer's packages are in the tree, from a cache", () => {
    const { add, commands, cache } = only({ 'composer.json': '{"scripts": {"test": "x"}}', 'composer.lock': '{}' });
    expect({ add, cache }).toEqual({ cache: 'composer' });
    expect((commands as string[])[0]).toBe('composer install --no-interaction --no-progress');
  });

  test('nothing that is only made is taken for tests', () => {
    expect(only({ Makefile: 'all:\n' }).allowEmpty).toBe(true);
    expect(only({ Makefile: 'test:\n' }).allowEmpty).toBeUndefined();
  });

  test('that no test is run is said', () => {
    const note = 'test: no test is run, since nothing says how: it passes where the command succeeds';
    expect(guessed({ Makefile: 'all:\n' }).notes).toContain(note);
    expect(guessed({ Makefile: 'test:\n' }).notes).not.toContain(note);
  });
});
