import type { Failure } from '../failure.ts';
import type { GoBuilds } from './go-build.ts';
import { GoSection } from './go-section.ts';

const maxLine = 100_000;
const maxPackages = 2000;
const actions: ReadonlySet<unknown> = new Set(
  'start run pause cont pass bench fail output skip build-output build-fail attr artifacts'.split(' '),
);

/** The fields of an event that matter here; Source: Go, src/cmd/internal/test2json and `go doc test2json`. */
interface GoEvent {
  readonly Action: string;
  readonly Package: string;
  readonly Test: string | null;
  readonly ImportPath: string;
  readonly Output: string;
  readonly Elapsed: number | null;
  readonly FailedBuild: string | null;
}

/** What the events of `go test -json` say; packages run at the same time. */
export class GoJson {
  readonly #builds: GoBuilds;
  readonly #take: (failures: readonly Failure[]) => void;
  readonly #sections = new Map<string, GoSection>();

  constructor(builds: GoBuilds, take: (failures: readonly Failure[]) => void) {
    this.#builds = builds;
    this.#take = take;
  }

  /** True if the line is an event. */
  line(text: string): boolean {
    const event = text.length <= maxLine ? readEvent(text) : null;
    if (event === null) return false;
    if (event.Action === 'build-output') this.#builds.of(builtPackage(event.ImportPath)).add(withoutEnd(event.Output));
    else if (!event.Action.startsWith('build-')) this.#apply(event);
    return true;
  }

  #apply(event: GoEvent): void {
    const section = this.#section(event);
    if (section === null) return;
    if (event.Test === null) {
      this.#package(event, section);
      return;
    }
    const { Test } = event;
    if (event.Action === 'run') section.run(Test);
    else if (event.Action === 'pass' || event.Action === 'skip' || event.Action === 'bench') section.end(Test);
    else if (event.Action === 'fail') {
      section.fail(Test, event.Elapsed === null ? null : Math.round(event.Elapsed * 1000));
    } else if (event.Action === 'output' && !/^\s*(?:===|---) /.test(event.Output)) {
      section.outputOf(Test).add(withoutEnd(event.Output));
    }
  }

  #section({ Package, Action }: GoEvent): GoSection | null {
    const known = this.#sections.get(Package);
    if (known !== undefined || this.#sections.size >= maxPackages) return known ?? null;
    const section = new GoSection(Action === 'run' || Action === 'start');
    this.#sections.set(Package, section);
    return section;
  }

  #package({ Action, Package, Output, FailedBuild }: GoEvent, section: GoSection): void {
    if (Action === 'output') {
      const text = withoutEnd(Output);
      if (text.startsWith('FAIL! -')) section.specsFailed = true;
      if (!/^(?:PASS|FAIL)?$|^(?:FAIL|ok {2}|\? {3})\t/.test(text) || / \[(?:build|setup) failed\]$/.test(text)) {
        section.crash.add(text);
      }
    } else if (Action === 'fail') {
      const built = FailedBuild === null ? {} : this.#builds.describe(builtPackage(FailedBuild));
      this.#take(section.failures(Package, built));
      this.#sections.delete(Package);
    } else if (Action === 'pass' || Action === 'skip') {
      this.#take([]);
      this.#sections.delete(Package);
    }
  }

  /** Whether every package has its verdict. */
  end(): boolean {
    for (const [pkg, section] of this.#sections) {
      if (section.hasFailed) this.#take(section.failures(pkg));
    }
    return this.#sections.size === 0;
  }
}

/** `example.com/pkg [example.com/pkg.test]` is what is built for the tests of a package. */
function builtPackage(importPath: string): string {
  const at = importPath.indexOf(' [');
  return at < 0 ? importPath : importPath.slice(at + 2, -1).replace(/\.test$/, '');
}

function withoutEnd(output: string): string {
  return output.endsWith('\n') ? output.slice(0, -1) : output;
}

function readEvent(text: string): GoEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Readonly<Record<string, unknown>>; // any object is one
  const string = (name: string): string | null => (typeof fields[name] === 'string' ? fields[name] : null);
  if (!actions.has(fields.Action) || (string('Package') === null && string('ImportPath') === null)) return null;
  return {
    Action: string('Action') ?? '',
    Package: string('Package') ?? '',
    Test: string('Test'),
    ImportPath: string('ImportPath') ?? '',
    Output: string('Output') ?? '',
    Elapsed: typeof fields.Elapsed === 'number' ? fields.Elapsed : null,
    FailedBuild: string('FailedBuild'),
  };
}
