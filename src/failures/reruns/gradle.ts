import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** https://docs.gradle.org/current/userguide/java_testing.html#test_filtering; a rerunId is a task, a blank and a pattern. */
export const gradleRerun: RerunSyntax = {
  runner: 'gradle',
  programs: ['gradle', 'gradlew'],
  commands: (failures) => [['gradle', ...perTask(failures)]],
  arguments(failures, own) {
    if (own.includes('--tests') || own.some((word) => word.startsWith('--tests='))) {
      return 'its command selects tests already';
    }
    const args = perTask(failures);
    const tasks = own.filter((word) => /^:?[A-Za-z]/.test(word) && !word.startsWith('-'));
    const wanted = args.filter((_, index) => args[index - 1] !== '--tests').filter((word) => word !== '--tests');
    if (tasks.length === 0) return args;
    const [task, ...others] = tasks;
    if (others.length > 0 || wanted.length !== 1 || task?.replace(/^:/, '') !== wanted[0]?.replace(/^:/, '')) {
      return `its command runs ${tasks.join(' ')}, and only a task of tests takes --tests`;
    }
    return args.slice(1);
  },
};

/** `:core:test --tests a --tests b :web:test --tests c`: `--tests` belongs to the task before it. */
function perTask(failures: readonly Failure[]): readonly string[] {
  const tasks = new Map<string, Set<string>>();
  for (const { rerunId, id } of failures) {
    const selected = rerunId ?? id;
    const blank = selected.indexOf(' ');
    const task = blank < 0 ? 'test' : selected.slice(0, blank);
    tasks.set(task, (tasks.get(task) ?? new Set()).add(selected.slice(blank + 1)));
  }
  return [...tasks].flatMap(([task, patterns]) => [task, ...[...patterns].flatMap((each) => ['--tests', each])]);
}
