import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { failsafePrefix } from '../runners/surefire.ts';

const ownSelection = /^-D(?:test|it\.test)(?:=|$)/;

/** https://maven.apache.org/surefire/maven-surefire-plugin/examples/single-test.html */
export const surefireRerun: RerunSyntax = {
  runner: 'surefire',
  programs: ['mvn', 'mvnw', 'mvnd'],
  commands(failures) {
    const { unit, integration } = select(failures);
    return [
      ...(unit.length === 0 ? [] : [['mvn', 'test', ...selection('test', unit)]]),
      ...(integration.length === 0
        ? []
        : [['mvn', 'verify', '-Dsurefire.skip=true', ...selection('it.test', integration)]]),
    ];
  },
  arguments(failures, own) {
    if (own.some((word) => ownSelection.test(word))) return 'its command selects tests already';
    const { unit, integration } = select(failures);
    if (unit.length > 0 && integration.length > 0) return "surefire's and failsafe's tests cannot be selected together";
    return integration.length > 0 ? selection('it.test', integration) : selection('test', unit);
  },
};

function select(failures: readonly Failure[]): {
  readonly unit: readonly string[];
  readonly integration: readonly string[];
} {
  const ids = failures.map(({ rerunId, id }) => rerunId ?? id);
  return {
    unit: ids.filter((id) => !id.startsWith(failsafePrefix)),
    integration: ids.filter((id) => id.startsWith(failsafePrefix)).map((id) => id.slice(failsafePrefix.length)),
  };
}

/** Methods of one class are joined by `+`. Modules that have none of the tests are no failure. */
function selection(property: 'test' | 'it.test', ids: readonly string[]): readonly string[] {
  const classes = new Map<string, string[] | null>();
  for (const id of ids) {
    const [className = '', method] = id.split('#');
    const methods = classes.get(className);
    if (method === undefined || methods === null) classes.set(className, null);
    else classes.set(className, [...(methods ?? []), method]);
  }
  const items = [...classes].map(([name, methods]) => (methods === null ? name : `${name}#${methods.join('+')}`));
  const plugin = property === 'test' ? 'surefire' : 'failsafe';
  return [`-D${property}=${items.join(',')}`, `-D${plugin}.failIfNoSpecifiedTests=false`];
}
