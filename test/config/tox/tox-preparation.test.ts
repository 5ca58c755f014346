import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { projectSkeleton } from '../../../src/config/tox/map/project-skeleton.ts';
import { requirementFiles } from '../../../src/config/tox/map/requirement-files.ts';
import { memoryFiles, readTree, toxTarget } from './tox-tree.ts';

const bare = '[testenv]\nskip_install = true\n';
const setup =
  "from setuptools import setup\nsetup(name='shop', packages=['shop', 'shop.sub'], long_description=open('README').read())\n";
const shop = {
  'setup.py': setup,
  README: 'long',
  'shop/__init__.py': 'x',
  'shop/sub/__init__.py': '',
  'shop/other/__init__.py': '',
};

const environment = (name: string, packages = ''): readonly string[] => [
  `export VIRTUAL_ENV=/tox/${name} PATH=/tox/${name}/bin:"$PATH"`,
  ...(packages === '' ? [] : [`python -m pip install ${packages}`]),
];
const closing = (name: string): readonly string[] => [
  `mkdir -p /tox/${name}/tmp /tox/${name}/log /tox/home`,
  `ln -sfn "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" /tox/${name}/site-packages`,
  'chmod -R a+rwX /tox',
];

describe('an environment is made while its image is', () => {
  test('with its dependencies, keyed by the files that say them', () => {
    const ini = `${bare}deps =\n  -rtest-requirements.txt\n  -c{toxinidir}/upper.txt\n  mock>=2; python_version < "3"\n  --no-binary :all:\n`;
    const target = toxTarget(ini, 'py311', {
      'test-requirements.txt': 'a\n-r req/base.txt # more\n',
      'req/base.txt': 'b\n  --constraint=limits.txt\n./vendor/x.whl\n',
      'req/limits.txt': '',
      'upper.txt': '',
      'vendor/x.whl': '',
      'unrelated.txt': '',
    });
    expect(target.add).toEqual([
      'req/base.txt',
      'req/limits.txt',
      'test-requirements.txt',
      'upper.txt',
      'vendor/x.whl',
    ]);
    expect(target.prep).toEqual([
      'mkdir -p /src && cp -R req test-requirements.txt upper.txt vendor /src && cd /src',
      'python3.11 -m venv /tox/py311',
      ...environment(
        'py311',
        `-rtest-requirements.txt -c/src/upper.txt 'mock>=2; python_version < "3"' --no-binary :all:`,
      ),
      ...closing('py311'),
    ]);
    expect(target.cache).toEqual(['pip']);
  });

  test('of Python 2 by virtualenv', () => {
    expect(toxTarget(`${bare}sitepackages = true\n`, 'py27').prep).toEqual([
      'mkdir -p /src && cd /src',
      'command -v virtualenv >/dev/null || python2.7 -m pip install virtualenv',
      'virtualenv -q -p python2.7 --system-site-packages /tox/py27',
      ...environment('py27'),
      ...closing('py27'),
    ]);
  });

  test('by its own install command, with its variables', () => {
    const ini = `${bare}setenv = A = b c\npip_pre = true\ninstall_command = {toxinidir}/tools/install.sh -c up.txt {opts} {packages}\ndeps = x\n`;
    const target = toxTarget(ini, 'py', { 'tools/install.sh': '', 'up.txt': '' });
    expect(target.add).toEqual(['tools/install.sh', 'up.txt']);
    expect(target.prep[2]).toBe(`export A='b c' VIRTUAL_ENV=/tox/py PATH=/tox/py/bin:"$PATH"`);
    expect(target.prep[3]).toBe('/src/tools/install.sh -c up.txt --pre x');
  });

  test.each([`sh -c "pip install ." {packages}`, `python -c "pip" {opts} {packages}`])(
    "in which a shell's or Python's -c names no file of pip's: %s",
    (command) => {
      const target = toxTarget(`${bare}install_command = ${command}\ndeps = x\ncommands = true\n`, 'py');
      expect(target.obstacles ?? []).toEqual([]);
    },
  );

  test('with dependency groups and what they include', () => {
    const ini =
      '[tox]\nminversion = 4\n[testenv]\nskip_install = true\ndependency_groups = Test_all\ncommands = true\n';
    const pyproject =
      '[dependency-groups]\ntest-all = ["pytest>7", {include-group = "lint"}]\nlint = ["ruff", {include-group = "test.all"}]\n';
    expect(toxTarget(ini, 'py', { 'pyproject.toml': pyproject }).prep).toContainEqual(
      expect.stringMatching(/ -m pip install 'pytest>7' ruff$/),
    );
    expect(toxTarget(ini, 'py').obstacles).toMatchObject([
      { message: 'target "py": pyproject.toml has no dependency group test-all' },
    ]);
  });

  test('unless a requirement file is not there, which is told when it is selected', () => {
    expect(toxTarget(`${bare}deps = -r no-such.txt\ncommands = true\n`, 'py').obstacles).toMatchObject([
      { message: 'target "py": there is no no-such.txt, which `deps` names', place: { line: 3 } },
    ]);
  });
});

describe('the project is installed', () => {
  const install = (name: string): string =>
    toxTarget('[testenv]\nextras = a\n  b\n', name, shop).prep.find((step) => step.startsWith('if ')) ?? '';

  test('from its settings and the names of its packages, which the tree takes the place of', () => {
    const { prep, add, commands } = toxTarget('[testenv]\ncommands = pytest\n', 'py311', shop);
    expect(add).toEqual(['setup.py']);
    expect(prep[1]).toBe('mkdir -p shop shop/sub');
    expect(prep[2]).toBe('touch README shop/__init__.py shop/sub/__init__.py');
    expect(prep[5]).toBe(
      [
        'if python -m pip install --no-deps .; then',
        '  python -m pip install .',
        `  (cd "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" && rm -rf shop && echo /src >dox-project.pth)`,
        'else',
        '  touch /tox/py311/project-is-unbuilt',
        'fi',
      ].join('\n'),
    );
    expect(commands[0]).toEqual({
      kind: 'script',
      text: 'test ! -e /tox/py311/project-is-unbuilt || python -m pip install -e /src',
    });
  });

  test('with its extras', () => {
    expect(install('py311')).toContain("python -m pip install '.[a,b]'\n");
  });

  test.each([
    ['skip_install', '[testenv]\nskip_install = true\n'],
    ['skipsdist', '[tox]\nskipsdist = true\n[testenv]\n'],
    ['package = skip', '[tox]\nminversion = 4\n[testenv]\npackage = skip\n'],
  ])('not with %s', (_, ini) => {
    const { prep, commands } = toxTarget(ini, 'py', shop);
    expect([...prep, ...commands].filter((each) => JSON.stringify(each).includes('unbuilt'))).toEqual([]);
  });

  test('with usedevelop where there is no sdist', () => {
    expect(toxTarget('[tox]\nskipsdist = true\n[testenv]\nusedevelop = true\n', 'py', shop).prep.join()).toContain(
      'unbuilt',
    );
  });

  test('at the start of each run, if it has parts to compile', () => {
    const { prep, commands } = toxTarget('[testenv]\n', 'py', { ...shop, 'setup.py': 'setup(ext_modules=[])' });
    expect(prep.join()).not.toContain('install');
    expect(commands).toEqual([{ kind: 'script', text: 'python -m pip install -e /src' }]);
  });

  test('where deps say so', () => {
    const { prep } = toxTarget(`${bare}deps = -e .[test]\n  ./lib\n  x\n`, 'py', {
      ...shop,
      'lib/pyproject.toml': '[project]\nname = "lib"\n',
    });
    expect(prep).toContain('python -m pip install x');
    const text = prep.join('\n');
    expect(text).toContain("python -m pip install '.[test]'\n");
    expect(text).toContain('python -m pip install ./lib\n');
    expect(text).toContain('echo /src/lib >dox-lib.pth');
  });
});

describe('of a project it takes to install it', () => {
  const skeleton = (files: Readonly<Record<string, string>>) => projectSkeleton(memoryFiles(files), '');

  test('what the settings read, and no source', () => {
    expect(
      skeleton({
        'setup.py': "exec(open('src/shop/data/info.py').read()); setup(py_modules=['single'])",
        'setup.cfg': '[metadata]\nversion = attr: shop.__version__\n',
        'MANIFEST.in': '',
        'CHANGES.rst': '',
        'requirements-dev.txt': '',
        'src/shop/__init__.py': '__version__ = 1',
        'src/shop/_version.py': '',
        'src/shop/code.py': '',
        'src/shop/data/info.py': '',
        'src/single.py': '',
        'src/unnamed.py': '',
        'tests/__init__.py': '',
      }),
    ).toEqual({
      add: [
        'MANIFEST.in',
        'requirements-dev.txt',
        'setup.cfg',
        'setup.py',
        'src/shop/__init__.py',
        'src/shop/_version.py',
        'src/shop/data/info.py',
        'src/single.py',
      ],
      empty: ['CHANGES.rst'],
      names: ['shop', 'single.py'],
      importRoot: 'src',
      packageInfo: null,
      whole: null,
    });
  });

  test('the modules that setup.py imports, without the packages that they are in', () => {
    const files = {
      'setup.py': 'import shop.info\nfrom setuptools import setup\nsetup(packages=["shop"])',
      'shop/info.py': '',
    };
    expect(skeleton({ ...files, 'shop/__init__.py': '', 'shop/cli.py': '' })).toMatchObject({
      add: ['setup.py', 'shop/info.py'],
      empty: ['shop/__init__.py'],
    });
  });

  test('a version for what asks git for it', () => {
    expect(skeleton({ 'setup.py': 'setup(pbr=True)', 'setup.cfg': '[metadata]\nname = nova\n' })?.packageInfo).toBe(
      'Metadata-Version: 1.0\nName: nova\nVersion: 0.0.0\n',
    );
    expect(skeleton({ 'setup.py': '', 'setup.cfg': 'name = nova' })?.packageInfo).toBeNull();
  });

  test.each([
    ['setup.py', 'setup(ext_modules=[Extension("a", ["a.c"])])'],
    ['pyproject.toml', '[build-system]\nrequires = ["maturin"]\n'],
  ])('all of it, if it has parts to compile: %s', (file, text) => {
    expect(skeleton({ [file]: text })?.whole).toBe('has parts to compile');
  });

  test('all of it, if its package is shared with other projects', () => {
    const init = "__import__('pkg_resources').declare_namespace(__name__)";
    expect(skeleton({ 'setup.py': '', 'zope/__init__.py': init })?.whole).toBe('shares a package with others');
  });

  test('nothing, if there is none', () => {
    expect(skeleton({ 'setup.cfg': '[tox:tox]\n' })).toBeNull();
  });
});

describe('hostile files', () => {
  test('requirement files that include each other, and what is outside of the tree, come to an end', () => {
    const files = memoryFiles({
      'a.txt': '-r b.txt\n-r ../../etc/passwd\n-r /etc/passwd\n-r https://x/y\n',
      'b.txt': '-ra.txt',
    });
    expect(requirementFiles(files, ['a.txt'])).toEqual({ paths: ['a.txt', 'b.txt'], missing: [], needGit: false });
  });

  test('whatever deps, settings and requirement files say, there is an answer', () => {
    const words = fc.array(
      fc.constantFrom(
        '-r',
        '-c',
        '-e',
        ' ',
        '.',
        './',
        '[',
        ']',
        'a',
        '\n',
        '\\',
        '=',
        '#',
        '{toxinidir}',
        "'",
        '"',
        ':',
        '/',
        'requirements.txt',
        'git+',
        '%',
        'é',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(words, words, words, (deps, settings, requirements) => {
        const files = {
          'tox.ini': `[testenv]\ndeps = ${deps.join('').replaceAll('\n', '\n  ')}\n`,
          'setup.py': settings.join(''),
          'requirements.txt': requirements.join(''),
        };
        const { config, diagnostics } = readTree(files, { names: ['py27'] });
        expect(config !== null || diagnostics.length > 0).toBe(true);
      }),
    );
  });
});
