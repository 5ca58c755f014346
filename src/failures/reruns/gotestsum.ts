import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { goFlags, goSelections } from './go-selection.ts';
import { obstacle } from './js-selection.ts';

/** gotestsum: `gotestsum -- ./calc -count=1 -run '^TestAdd$'`; what follows `--` is given to `go test`. */
export const gotestsumRerun: RerunSyntax = {
  runner: 'gotestsum',
  programs: ['gotestsum', 'go run gotest.tools/gotestsum@latest', 'go tool gotestsum'],
  commands: (failures) =>
    goSelections(failures).map(({ pkg, flags }) => ['gotestsum', '--', pkg, '-count=1', ...flags]),
  arguments: (failures, own) => {
    const at = own.indexOf('--');
    const reason =
      obstacle(at < 0 ? own : own.slice(0, at), selecting, options) ??
      (at < 0 ? null : obstacle(own.slice(at + 1), selectingTests, goOptions));
    if (reason !== null) return reason;
    const [selection, ...others] = goSelections(failures);
    if (selection === undefined || others.length > 0)
      return 'go test cannot select tests of several parents or packages at once';
    return [...(at < 0 ? ['--'] : []), selection.pkg, '-count=1', ...selection.flags];
  },
};

const selecting = /^--(?:packages|raw-command|rerun-fails|watch)(?:=|$)/;
const selectingTests = /^-?-(?:test\.)?(?:run|bench|skip|fuzz|list|args)(?:=|$)/;
const goOptions = optionTable(goFlags.valued, goFlags.plain);

/** `gotestsum --help`, 1.8 to 1.13. */
const options = optionTable(
  `-f --format --format-icons --hide-summary --jsonfile --jsonfile-timing-events --junitfile --junitfile-project-name
  --junitfile-testcase-classname --junitfile-testsuite-name --max-fails --post-run-command --rerun-fails-max-failures
  --rerun-fails-report`,
  `--debug --format-hide-empty-pkg --format-hivis --ignore-non-json-output-lines --junitfile-hide-empty-pkg --no-color
  --no-summary --version --watch-chdir`,
);
