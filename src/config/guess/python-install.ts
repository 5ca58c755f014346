import { shellQuote } from '../../base/shell-quote.ts';
import { type Look, type Table, tableAt, textsAt } from './look.ts';

/** How a Python project's dependencies are installed. */
export interface PythonInstall {
  readonly add: readonly string[];
  readonly prep: readonly string[];
  /** What must be installed from the tree itself, in the run. */
  readonly atRun: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of packages that are asked for, in lower case. */
  readonly names: ReadonlySet<string>;
}

const nothing: PythonInstall = { add: [], prep: [], atRun: [], env: {}, names: new Set() };

/** By lock file, else by requirement files, else by what the manifest says. `pip` is what installs in the run. */
export function pythonInstall(look: Look, pip: string): PythonInstall {
  const own = installedInRun(look, pip);
  const { add, prep, atRun, names } = fromLock(look) ?? fromFilesAndManifest(look, pip);
  const all = [...atRun, ...own];
  // for whoever runs it, where Debian's own pip would rather not
  const env: Record<string, string> = all.length === 0 ? {} : { PIP_BREAK_SYSTEM_PACKAGES: '1' };
  return { add, prep, atRun: all, env, names };
}

function fromFilesAndManifest(look: Look, pip: string): PythonInstall {
  const files = fromFiles(look, pip);
  const said = fromManifest(look);
  return { ...files, prep: [...files.prep, ...said.prep], names: new Set([...files.names, ...said.names]) };
}

/** Tools with a lock file; each installs for the whole image, without the project itself. */
const lockers: readonly (readonly [lock: string, manifest: string, prep: readonly string[]])[] = [
  [
    'uv.lock',
    'pyproject.toml',
    [
      'pip install uv',
      'uv export --frozen --all-extras --no-emit-project --output-file /tmp/locked.txt',
      'pip install -r /tmp/locked.txt',
    ],
  ],
  [
    'poetry.lock',
    'pyproject.toml',
    ['pip install poetry', 'POETRY_VIRTUALENVS_CREATE=false poetry install --no-root --no-interaction'],
  ],
  ['Pipfile.lock', 'Pipfile', ['pip install pipenv', 'pipenv install --system --deploy --dev']],
];

function fromLock(look: Look): PythonInstall | null {
  const found = lockers.find(([lock, manifest]) => look.has(lock) && look.has(manifest));
  if (found === undefined) return null;
  const [lock, manifest, prep] = found;
  const isNamed = /\bpytest\b/.test(look.text(manifest));
  return { ...nothing, add: [manifest, lock], prep, names: new Set(isNamed ? ['pytest'] : []) };
}

const requirementFile = /^(?:[\w.-]*[-_.])?requirements(?:[-_.][\w-]*)?\.(?:txt|in)$/;
const forTests = /(?:^|[-_./])(?:tests?|testing|dev|develop|development|ci)(?=[-_.]|$)/;
/** A line that is about the tree itself: `.`, `-e .`, `./sub`, `file:`. */
const ofTheTree = /^[ \t]*(?:(?:-e|--editable)[ \t=]+\.|\.{1,2}(?:[/[ \t]|$)|file:)/m;

function fromFiles(look: Look, pip: string): PythonInstall {
  const top = look.named(requirementFile).filter((name) => name.endsWith('.txt'));
  const below = look.named(/\.txt$/, 'requirements').map((name) => `requirements/${name}`);
  const all = [...top, ...below];
  const wanted = all.filter((path) => path === 'requirements.txt' || /\/base\.txt$/.test(path) || forTests.test(path));
  if (wanted.length === 0) return nothing;
  const texts = wanted.map((path) => look.text(path));
  const names = new Set(texts.flatMap((text) => text.split('\n').map(packageName)));
  const install = (command: string): string => `${command} ${wanted.map((path) => `-r ${shellQuote(path)}`).join(' ')}`;
  // `-r` and `-c` inside name files beside them
  const constraints = look.named(/constraints.*\.txt$/);
  const add = [...top, ...constraints, ...(below.length === 0 ? [] : ['requirements'])];
  if (texts.some((text) => ofTheTree.test(text))) return { ...nothing, add, atRun: [install(pip)], names };
  return { ...nothing, add, prep: [install('pip install')], names };
}

/** Groups and extras that tests need. */
const testGroups = ['test', 'tests', 'testing', 'dev'];

/** Only what the manifest says in plain words: a setup.py that computes it is not run. */
function fromManifest(look: Look): PythonInstall {
  const file = look.toml('pyproject.toml');
  const project = tableAt(file, 'project');
  const extras = tableAt(project, 'optional-dependencies');
  // PEP 735; what a group includes is found under its own name
  const groups = tableAt(file, 'dependency-groups');
  const settings = look.text('setup.cfg');
  const setup = look.text('setup.py');
  const hasFiles = look.has('requirements.txt');
  const own = hasFiles
    ? []
    : [
        ...textsAt(project, 'dependencies'),
        ...listInSettings(settings, 'install_requires'),
        ...listInSetup(setup, 'install_requires'),
      ];
  const requirements = [
    ...own,
    ...testGroups.flatMap((name) => [...textsAt(extras, name), ...textsAt(groups, name)]),
    ...poetryPackages(file),
    ...listInSettings(settings, 'tests_require'),
    ...['test', 'tests', 'testing'].flatMap((name) => listInSettings(settings, name)),
    ...listInSetup(setup, 'tests_require'),
  ].filter(isRequirement);
  const unique = [...new Set(requirements)];
  const prep = unique.length === 0 ? [] : [`pip install ${unique.map((each) => shellQuote(each)).join(' ')}`];
  return { ...nothing, prep, names: new Set(unique.map(packageName)) };
}

/** Poetry's own form without a lock: names without their versions, which it writes in its own way. */
function poetryPackages(file: Table): readonly string[] {
  const poetry = tableAt(file, 'tool', 'poetry');
  const tables = [
    tableAt(poetry, 'dependencies'),
    tableAt(poetry, 'dev-dependencies'),
    ...testGroups.map((group) => tableAt(poetry, 'group', group, 'dependencies')),
  ];
  return tables.flatMap((table) => Object.keys(table)).filter((name) => name !== 'python');
}

/** The lines of a value of setup.cfg. */
function listInSettings(text: string, key: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => new RegExp(`^${key}[ \\t]*=`).test(line));
  if (at < 0) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !/^[ \t]/.test(line));
  const first = lines[at]?.replace(/^[^=]*=/, '') ?? '';
  return [first, ...(end < 0 ? rest : rest.slice(0, end))]
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The texts of a list that is written out in setup.py. */
function listInSetup(text: string, key: string): readonly string[] {
  const at = text.search(new RegExp(`\\b${key}\\s{0,9}=\\s{0,9}\\[`));
  if (at < 0) return [];
  const open = text.indexOf('[', at);
  const close = text.indexOf(']', open);
  const list = close < 0 ? '' : text.slice(open, close);
  return [...list.matchAll(/"([^"\n]{1,200})"|'([^'\n]{1,200})'/g)].map(([, double, single]) => double ?? single ?? '');
}

/** A name, with versions, extras and markers after it (PEP 508): no option, no path of the tree. */
function isRequirement(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*(?:[ \t]*[[(<>=!~;@,].*)?$/.test(text) && !/[\r\n]/.test(text);
}

function packageName(requirement: string): string {
  return /^[A-Za-z0-9][\w.-]*/.exec(requirement.trim())?.[0]?.toLowerCase() ?? '';
}

/** Build back ends of packages that have compiled parts. */
const compiling = /["'](?:maturin|scikit_build_core|mesonpy|setuptools_rust)/;

/**
 * A package is found by its path alone; it is installed only where that will not do: it has compiled parts, commands,
 * plug-ins, or takes its version from what is installed (pbr).
 */
function installedInRun(look: Look, pip: string): readonly string[] {
  const setup = look.text('setup.py');
  const settings = look.text('setup.cfg');
  const file = look.toml('pyproject.toml');
  const project = tableAt(file, 'project');
  const isNeeded =
    /\b(?:ext_modules|cffi_modules|rust_extensions|entry_points|pbr)\s{0,9}=/.test(setup) ||
    /\[options\.entry_points\]|^\[entry_points\]/m.test(settings) ||
    'scripts' in project ||
    'entry-points' in project ||
    'scripts' in tableAt(file, 'tool', 'poetry') ||
    compiling.test(JSON.stringify(tableAt(file, 'build-system')));
  return isNeeded ? [`${pip} --no-deps --editable .`] : [];
}
