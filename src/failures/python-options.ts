import { optionTable } from './operands.ts';

/** `pytest --help`, 3.0 to 9.0, with pytest-cov, -xdist, -timeout, -django, -asyncio, -randomly, -rerunfailures. */
export const pytestOptions = optionTable(
  `-k -m -r -c -o -p -W -n --maxfail --tb --color --durations --durations-min --verbosity --capture --import-mode
  --ignore --ignore-glob --deselect --confcutdir --rootdir --basetemp --junitxml --junit-xml --junitprefix
  --junit-prefix --log-level --log-format --log-date-format --log-cli-level --log-cli-format --log-file
  --log-file-level --log-file-format --log-file-mode --log-disable --override-ini --pythonwarnings --show-capture
  --assert --debug-file --pastebin --lfnf --last-failed-no-failures --doctest-glob --doctest-report --config-file
  --code-highlight --pdbcls --numprocesses --dist --tx --cov --max-worker-restart --maxprocesses --rsyncdir --cov-report
  --cov-config --cov-fail-under --cov-context --timeout --timeout-method --session-timeout --ds --dc --asyncio-mode
  --reruns --reruns-delay --only-rerun --html --json-report-file --splits --group --randomly-seed --count
  --benchmark-min-rounds --mpl-baseline-path --driver`,
  `-v -q -s -x -l -h --verbose --quiet --exitfirst --showlocals --no-showlocals --lf --last-failed --ff
  --failed-first --nf --new-first --cache-show --cache-clear --sw --stepwise --sw-skip --stepwise-skip
  --strict --strict-markers --strict-config --pyargs --full-trace --fulltrace --pdb --trace --runxfail --no-header
  --no-summary --disable-warnings --disable-pytest-warnings --doctest-modules --doctest-continue-on-failure
  --doctest-ignore-import-errors --noconftest --keep-duplicates --collect-in-virtualenv
  --continue-on-collection-errors --no-cov --cov-append --cov-branch --cov-reset --no-cov-on-fail --reuse-db
  --create-db --nomigrations --no-migrations --migrations --setup-show --xfail-tb --boxed --forked --flake8 --pep8
  --mypy --pylint --self-contained-html --json-report --benchmark-skip --benchmark-only --benchmark-disable --mpl
  --force-sugar --no-flaky-report --force-flaky --isort --black --testmon --randomly-dont-reorganize`,
);

const unittestFlags = '-v -q -f -c -b --verbose --quiet --locals --failfast --catch --buffer';

/** Lib/unittest/main.py; `-k` is looked at before. */
export const unittestOptions = optionTable('-k --durations', unittestFlags);
/** Those of `unittest discover`. */
export const discoverOptions = optionTable(
  '-s -p -t -k --durations --start-directory --pattern --top-level-directory',
  unittestFlags,
);

/** `manage.py test --help`, Django 2 to 5. */
export const djangoOptions = optionTable(
  '--settings --pythonpath --tag --exclude-tag -p --pattern -t --top-level-directory -v --verbosity -k --testrunner --parallel --shuffle',
  `--failfast --noinput --no-input --keepdb --reverse -r --debug-mode -d --debug-sql --pdb -b --buffer --no-faulthandler
  --timing --no-color --force-color --traceback`,
);
