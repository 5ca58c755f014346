import { usualPath } from '../tox/map/handed-over.ts';
import { pythonProgram } from '../tox/map/target-python.ts';
import type { Guess, GuessRule } from './guess-rule.ts';
import { type Look, tableAt, textAt } from './look.ts';
import { type PythonInstall, pythonInstall } from './python-install.ts';
import { pythonTests } from './python-tests.ts';
import { isInRange, lowestOf } from './version-range.ts';

const manifests = ['pyproject.toml', 'setup.py', 'setup.cfg'] as const;
const others = [
  'requirements.txt',
  'Pipfile',
  'pytest.ini',
  'manage.py',
  'conftest.py',
  'test-requirements.txt',
] as const;

/** Python: pytest where something speaks of it, Django's own tests where there is a manage.py, else unittest. */
export const python: GuessRule = {
  tool: 'python',
  looksFor: 'setup.py, setup.cfg, pyproject.toml, requirements.txt, Pipfile, and tests that pytest or unittest finds',
  guess(look, asked): Guess | null {
    const seen = [...look.present(manifests), ...look.present(others)];
    const tests = pythonTests(look);
    if (seen.length === 0 && tests === null) return null;
    // a pyproject.toml may hold the settings of a tool only, and a setup.cfg too
    const isPackage = look.has('setup.py') || look.has('requirements.txt') || look.has('Pipfile') || hasProject(look);
    if (tests === null && !isPackage) return null;
    const image = asked?.image ?? imageOf(wantedVersion(look));
    const isDebian = (asked !== null || !look.has('Dockerfile')) && image.startsWith('dox/');
    const isTwo = isDebian && image.endsWith(':2.7');
    const program = asked !== null ? pythonProgram(asked.python) : image.endsWith(':2.7') ? 'python2.7' : 'python3';
    const install = pythonInstall(look, isTwo ? 'pip install' : `${program} -m pip install --user`);
    const wantsPytest = tests?.kind === 'pytest' && !install.names.has('pytest');
    const installed = install.prep.length > 0 || !isDebian || isTwo;
    const prep = [...install.prep, ...(wantsPytest && installed ? ['pip install pytest'] : [])];
    const usesPip = prep.length + install.atRun.length > 0;
    const virtualenv = isTwo && usesPip ? virtualenvOfTwo : null;
    return {
      seen: [...new Set([...seen, ...install.add, ...(tests === null ? [] : [tests.sign])])],
      isWeak: seen.length === 0,
      image,
      system: wantsPytest && !installed ? ['python3-pytest'] : [],
      add: install.add,
      prep: virtualenv === null ? prep : [...virtualenv.made, ...prep, virtualenv.opened],
      commands:
        tests === null ? null : [...before(install, isTwo), tests.command(virtualenv === null ? program : 'python')],
      env: { ...pathOf(look, install, tests?.path ?? null), ...virtualenv?.env },
      cache: usesPip ? ['pip'] : [],
    };
  },
};

/** Debian has no pip for Python 2, but virtualenv makes environments of it that have one. */
const virtualenvOfTwo = {
  made: [
    // an image that -i names has pip, and Debian's has virtualenv
    'command -v virtualenv >/dev/null || pip install virtualenv',
    'virtualenv -q -p python2.7 /opt/python2.7',
    '. /opt/python2.7/bin/activate',
  ],
  /** For whoever runs the commands. */
  opened: 'chmod -R a+rwX /opt/python2.7',
  env: { VIRTUAL_ENV: '/opt/python2.7', PATH: `/opt/python2.7/bin:${usualPath}` },
};

function hasProject(look: Look): boolean {
  const file = look.toml('pyproject.toml');
  return (
    'project' in file ||
    Object.keys(tableAt(file, 'tool', 'poetry')).length > 0 ||
    /^\[metadata\]/m.test(look.text('setup.cfg'))
  );
}

/** What the project says of Python's version, as a range; null if nothing. */
function wantedVersion(look: Look): string | null {
  const pinned = /^(?:pypy)?(\d+\.\d+)/m.exec(look.text('.python-version'))?.[1];
  if (pinned !== undefined) return pinned;
  const project = look.toml('pyproject.toml');
  const said =
    textAt(tableAt(project, 'project'), 'requires-python') ??
    textAt(tableAt(project, 'tool', 'poetry', 'dependencies'), 'python') ??
    /^[ \t]*python_requires[ \t]*=[ \t]*(.+)$/m.exec(look.text('setup.cfg'))?.[1] ??
    /\bpython_requires\s{0,9}=\s{0,9}["']([^"'\n]+)["']/.exec(look.text('setup.py'))?.[1];
  return said ?? null;
}

/** The curated images, the usual one first: they need no hub. Else the hub's image of that version. */
const curated = ['3.11', '3.13', '3.9', '2.7'] as const;

function imageOf(wanted: string | null): string {
  const fitting = curated.find((version) => isInRange(version, wanted ?? ''));
  if (fitting !== undefined) return `dox/python:${fitting}`;
  const lowest = lowestOf(wanted ?? '', 2);
  return `python:${lowest === null ? '3' : lowest.split('.').slice(0, 2).join('.')}`;
}

/** The project itself is installed in the run, for whoever runs it: the image has no sources. */
function before({ atRun }: PythonInstall, isInVirtualenv: boolean): readonly string[] {
  return atRun.length === 0 || isInVirtualenv ? atRun : ['export PATH="$HOME/.local/bin:$PATH"', ...atRun];
}

/** Where Python finds the project's modules without installing it: in `src`, and beside tests that are no package. */
function pathOf(look: Look, install: PythonInstall, tests: string | null): Readonly<Record<string, string>> {
  const hasSources =
    look.hasFolder('src') &&
    !look.has('src/__init__.py') &&
    look.find(/\.py$/, 2).some((path) => path.startsWith('src/'));
  const folders = [...(hasSources ? ['src'] : []), ...(tests === null ? [] : [tests])];
  return {
    ...install.env,
    ...(folders.length === 0 ? {} : { PYTHONPATH: folders.map((each) => `/src/${each}`).join(':') }),
  };
}
