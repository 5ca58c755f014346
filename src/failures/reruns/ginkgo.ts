import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { obstacle } from './js-selection.ts';

/** Ginkgo: `ginkgo -r --focus '^Books Suite Book can be read$'`, a regular expression for the texts of all levels. */
export const ginkgoRerun: RerunSyntax = {
  runner: 'ginkgo',
  programs: ['ginkgo', 'ginkgo run', 'go run github.com/onsi/ginkgo/v2/ginkgo', 'go tool ginkgo'],
  commands: (failures) => [['ginkgo', '-r', ...focus(failures)]],
  arguments: (failures, own) => {
    // Which suites run does not matter: the text of the suite is part of the expression.
    const flags = own.filter((word) => !/^\.{1,2}(?:\/|$)/.test(word));
    return obstacle(flags, selecting, options) ?? focus(failures);
  },
};

function focus(failures: Parameters<RerunSyntax['commands']>[0]): readonly string[] {
  const all = [...new Set(failures.map(({ id, rerunId }) => rerunId ?? id))];
  return ['--focus', all.length === 1 ? (all[0] ?? '') : all.map((each) => `(${each})`).join('|')];
}

const selecting = /^--?(?:focus|focus-file|skip|skip-file|label-filter|regexScansFilePath)(?:=|$)/;

/** `ginkgo help run`, 1.16 and 2. */
const options = optionTable(
  `-procs --procs -nodes --nodes -seed --seed -flake-attempts --flake-attempts -flakeAttempts --flakeAttempts
  --timeout -timeout --junit-report --json-report --output-dir --coverprofile --covermode --coverpkg --tags -tags
  --slow-spec-threshold -slowSpecThreshold --poll-progress-after --poll-progress-interval --compilers -compilers
  --skip-package -skipPackage --after-run-hook --gcflags --ldflags --repeat --must-pass-repeatedly --output-interceptor-mode`,
  `-r -p -v -vv --randomize-all -randomizeAllSpecs --randomizeAllSpecs --randomize-suites --keep-going -keepGoing
  --keepGoing --fail-fast -failFast --failFast --fail-on-pending --fail-on-focused --race -race --cover -cover --trace
  -trace --no-color -noColor --succinct -succinct --until-it-fails --dry-run --vet --silence-skips --github-output
  -progress --progress --show-node-events --always-emit-ginkgo-writer -reportPassed -requireSuite --require-suite -stream`,
);
