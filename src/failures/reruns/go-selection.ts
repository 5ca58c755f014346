import type { Failure } from '../failure.ts';

/** Tests of one package that one `-run` selects, and no others: they differ in their last part only. */
export interface GoSelection {
  readonly pkg: string;
  /** Empty for the whole package. */
  readonly flags: readonly string[];
}

/** The fewest selections for tests of the form `pkg Test/sub`, or `pkg` alone. */
export function goSelections(failures: readonly Failure[]): readonly GoSelection[] {
  const groups = new Map<string, { readonly pkg: string; readonly parents: string[]; readonly names: Set<string> }>();
  const whole = new Set<string>();
  for (const { id, rerunId } of failures) {
    const [pkg = '', test] = (rerunId ?? id).split(' ');
    if (test === undefined) {
      whole.add(pkg);
      continue;
    }
    const parts = test.split('/');
    const name = parts.pop() ?? '';
    const isBenchmark = test.startsWith('Benchmark');
    const key = JSON.stringify([pkg, isBenchmark, parts]);
    const group = groups.get(key) ?? { pkg, parents: parts, names: new Set<string>() };
    // A benchmark is printed with the number of processors behind its name.
    group.names.add(isBenchmark ? name.replace(/-\d{1,4}$/, '') : name);
    groups.set(key, group);
  }
  const single = [...groups.values()]
    .filter(({ pkg }) => !whole.has(pkg))
    .map(({ pkg, parents, names }) => {
      return { pkg, flags: flags(parents, [...names]) };
    });
  return [...[...whole].map((pkg) => ({ pkg, flags: [] })), ...single];
}

/** `-run` has a regular expression for each level. */
function flags(parents: readonly string[], names: readonly string[]): readonly string[] {
  const last = names.length === 1 ? `^${quoted(names[0] ?? '')}$` : `^(${names.map(quoted).join('|')})$`;
  const pattern = [...parents.map((part) => `^${quoted(part)}$`), last].join('/');
  const first = parents[0] ?? names[0] ?? '';
  return first.startsWith('Benchmark') ? ['-run', '^$', '-bench', pattern] : ['-run', pattern];
}

function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** `go help testflag`, `go help build`. */
export const goFlags = {
  valued: `-asmflags -bench -benchtime -blockprofile -blockprofilerate -buildmode -compiler -count -covermode -coverpkg
    -coverprofile -cpu -cpuprofile -exec -fuzz -fuzztime -fuzzminimizetime -gccgoflags -gcflags -installsuffix -ldflags
    -list -memprofile -memprofilerate -mod -modfile -mutexprofile -mutexprofilefraction -o -outputdir -overlay -p
    -parallel -pgo -pkgdir -run -shuffle -skip -tags -timeout -toolexec -trace -vet -C`,
  plain: `-a -artifacts -asan -benchmem -buildvcs -c -cover -failfast -fullpath -i -json -linkshared -modcacherw -msan -n
    -race -short -trimpath -v -work -x`,
} as const;
