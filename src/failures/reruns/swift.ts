import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/**
 * `swift test --filter` takes regular expressions, found anywhere in `Module.Suite/test()`; several are one or the other.
 * Source: swift-package-manager, Commands/SwiftTestCommand.swift.
 */
export const swiftRerun: RerunSyntax = {
  runner: 'swift',
  programs: ['swift test'],
  commands: (failures) => [['swift', 'test', ...filters(failures, functionPattern)]],
  arguments: (failures, own) => withFilters(own, filters(failures, functionPattern)),
};

/** XCTest through SwiftPM. */
export const xctestRerun: RerunSyntax = {
  runner: 'xctest',
  programs: ['swift test'],
  commands: (failures) => [['swift', 'test', ...filters(failures, methodPattern)]],
  arguments: (failures, own) => withFilters(own, filters(failures, methodPattern)),
};

/** XCTest through xcodebuild, which wants the target of the tests; it has the name of the module. */
export const xcodebuildRerun: RerunSyntax = {
  runner: 'xctest',
  programs: ['xcodebuild'],
  commands: (failures) => onlyTesting(failures, (args) => [['xcodebuild', 'test', ...args]]),
  arguments(failures, own) {
    if (own.some((word) => word.startsWith('-only-testing'))) return 'its command selects tests already';
    return onlyTesting(failures, (args) => args);
  },
};

function withFilters(own: readonly string[], args: readonly string[]): readonly string[] | string {
  const selects = own.some((word) => /^(?:--filter|--skip|--specifier|-s)(?:=|$)/.test(word));
  return selects ? 'its command selects tests already' : args;
}

function filters(failures: readonly Failure[], pattern: (id: string) => string): readonly string[] {
  return failures.flatMap(({ rerunId, id }) => ['--filter', pattern(rerunId ?? id)]);
}

/** Behind the function may stand its file and line. */
function functionPattern(id: string): string {
  return `[./]${quoted(id)}(/|$)`;
}

/** `Module.Class/test`, the module of which is not known everywhere. */
function methodPattern(id: string): string {
  return `(^|\\.)${quoted(id)}$`;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function onlyTesting<T>(failures: readonly Failure[], use: (args: readonly string[]) => T): T | string {
  const ids = failures.map(({ rerunId, id }) => rerunId ?? id);
  const nameless = ids.find((id) => !/^[^./]+\.[^/]+\//.test(id));
  if (nameless !== undefined) return `the log does not say in which target ${nameless} is`;
  return use(ids.map((id) => `-only-testing:${id.replace('.', '/')}`));
}
