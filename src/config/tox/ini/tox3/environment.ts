import type { Place } from '../../../../base/diagnostic.ts';
import type { Posargs, ToxCommand, ToxEnv } from '../../tox-project.ts';
import { Budget } from '../budget.ts';
import { PosargsText } from '../posargs-text.ts';
import { ProblemLog } from '../problem-log.ts';
import { Refusal } from '../refusal.ts';
import type { Source } from '../settings.ts';
import { splitting3 } from '../split-command.ts';
import {
  homeFolder,
  inProject,
  pathInProject,
  projectRoot,
  sitePackages,
  toTokens,
  toxPython,
} from '../virtual-paths.ts';
import { readCommands, type Words } from './commands.ts';
import type { Core3 } from './core.ts';
import { readDependency } from './dependency.ts';
import { expandEnvList } from './env-list.ts';
import type { FactorLines } from './factor-lines.ts';
import { impliedPython } from './implied-python.ts';
import { SectionReader } from './section-reader.ts';
import { readSetenv, Setenv } from './setenv.ts';

export interface EnvParts3 {
  readonly source: Source;
  readonly core: Core3;
  readonly factorLines: FactorLines;
  readonly place: (offset: number) => Place;
}

/**
 * Works out one environment by tox 3's rules, key after key in tox's order, since a key can only be named in those
 * behind it. Throws a Refusal for what would make tox 3 refuse the whole file.
 */
export function readEnv3(name: string, posargs: Posargs, parts: EnvParts3): ToxEnv {
  return new EnvReader3(name, posargs, parts).read();
}

class EnvReader3 {
  readonly #name: string;
  readonly #parts: EnvParts3;
  readonly #reader: SectionReader;
  readonly #log: ProblemLog;
  readonly #posargs: PosargsText;
  readonly #isKeep: boolean;
  #envdir = '';

  constructor(name: string, posargs: Posargs, parts: EnvParts3) {
    this.#name = name;
    this.#parts = parts;
    this.#log = new ProblemLog(parts.place);
    this.#isKeep = posargs === 'keep';
    this.#posargs = new PosargsText(posargs === 'keep' ? posargs : posargs.filter((word) => word !== ''));
    this.#reader = new SectionReader({
      sections: parts.source.sections,
      lookIn: [`testenv:${name}`, 'testenv'],
      factors: new Set(name.split('-')),
      factorLines: parts.factorLines,
      budget: new Budget(parts.source.spent),
    });
    const { core } = parts;
    const bin = (): string => `${this.#envdir}/bin`;
    const known: readonly (readonly [string, string | (() => string)])[] = [
      ['toxinidir', projectRoot],
      ['homedir', homeFolder],
      ['toxworkdir', core.toxworkdir],
      ['distdir', core.distdir],
      ['distshare', core.distshare],
      ['temp_dir', core.tempDir],
      ['envname', name],
      ['envbindir', bin],
      ['envsitepackagesdir', sitePackages],
      [
        'envpython',
        () => `${bin()}/${String(this.#reader.names.get('basepython')).includes('jython') ? 'jython' : 'python'}`,
      ],
    ];
    for (const [key, value] of known) this.#reader.names.set(key, value);
  }

  read(): ToxEnv {
    const { core } = this.#parts;
    const reader = this.#reader;
    this.#envdir = this.#path('envdir', '{toxworkdir}/{envname}');
    const setenv = this.#setenv();
    reader.environ = (variable) => setenv.get(variable);
    const basepython = this.#basepython();
    const description = this.#string('description', '').replaceAll('\n', ' ');
    const envtmpdir = this.#path('envtmpdir', '{envdir}/tmp');
    this.#path('envlogdir', '{envdir}/log');
    const changedir = this.#path('changedir', '{toxinidir}');
    const argsArePaths = this.#bool('args_are_paths', true);
    if (!this.#isKeep) reader.posargs = (fallback) => this.#posargs.text(fallback);
    const skipInstall = this.#bool('skip_install', false);
    const ignoreErrors = this.#bool('ignore_errors', false);
    const recreate = this.#bool('recreate', false);
    const passenv = this.#list('passenv').flatMap((line) => line.split(' ').filter((word) => word !== ''));
    const allowlistExternals = [...this.#list('allowlist_externals'), ...this.#list('whitelist_externals')];
    const platform = this.#string('platform', '.*');
    const sitepackages = this.#bool('sitepackages', false);
    this.#bool('download', false);
    this.#bool('alwayscopy', false);
    const pipPre = this.#bool('pip_pre', false);
    const usedevelop = this.#bool('usedevelop', false);
    const installCommand = this.#installCommand();
    const listDependenciesCommand = this.#argv('list_dependencies_command', 'python -m pip freeze');
    const deps = this.#list('deps').map((line) => this.#whole('deps', () => readDependency(line, core.indexServers)));
    const timeouts = this.#timeouts();
    const setenvValues = this.#setenvValues(setenv);
    if (this.#isKeep) reader.posargs = (fallback) => this.#posargs.text(fallback);
    const commands = this.#commands('commands');
    const commandsPre = this.#commands('commands_pre');
    const commandsPost = this.#commands('commands_post');
    if (this.#isKeep) reader.posargs = (fallback) => fallback ?? '';
    const ignoreOutcome = this.#bool('ignore_outcome', false);
    const extras = this.#list('extras');
    const dependsLines = reader.lines('depends') ?? [];
    const depends = this.#get('depends', [], () => expandEnvList(dependsLines.map((line) => line.text).join('\n')));
    const parallelShowOutput = this.#bool('parallel_show_output', false);
    return {
      name: this.#name,
      commandsPre,
      commands,
      commandsPost,
      deps: deps.map((dep) => this.#told(dep)),
      constraints: [],
      extras: extras.map((extra) => this.#told(extra)),
      dependencyGroups: [],
      setenv: setenvValues,
      passenv: passenv.map((variable) => this.#told(variable)),
      changedir: this.#told(changedir),
      envdir: toTokens(this.#envdir, { toxworkdir: core.toxworkdir }),
      envtmpdir: this.#told(envtmpdir),
      description: this.#told(description),
      platform: this.#told(platform),
      basepython: basepython === toxPython ? null : this.#told(basepython),
      skipInstall,
      usedevelop,
      package: this.#ofTox4('package')[0] ?? null,
      ignoreErrors,
      ignoreOutcome,
      recreate,
      sitepackages,
      pipPre,
      argsArePaths,
      parallelShowOutput,
      allowlistExternals: allowlistExternals.map((external) => this.#told(external)),
      installCommand,
      listDependenciesCommand,
      depends,
      labels: this.#ofTox4('labels'),
      timeouts,
      places: this.#places(),
      problems: this.#log.problems,
    };
  }

  #told(text: string): string {
    return toTokens(text, { envdir: this.#envdir, toxworkdir: this.#parts.core.toxworkdir });
  }

  #get<T>(key: string, instead: T, work: () => T): T {
    try {
      return this.#whole(key, work);
    } catch (error) {
      if (!(error instanceof Refusal) || error.whole) throw error;
      this.#log.add(key, error);
      return instead;
    }
  }

  /** Adds the key's place to what is wrong with it. */
  #whole<T>(key: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof Refusal ? error.at(this.#reader.find(key)?.offset ?? null) : error;
    }
  }

  #string(key: string, fallback: string): string {
    const text = this.#get(key, fallback, () => this.#reader.text(key, fallback) ?? fallback);
    this.#reader.names.set(key, text);
    return text;
  }

  #path(key: string, fallback: string): string {
    const path = this.#get(key, fallback, () => inProject(this.#reader.text(key, fallback) ?? ''));
    this.#reader.names.set(key, path);
    return path;
  }

  #bool(key: string, fallback: boolean): boolean {
    return this.#get(key, fallback, () => this.#reader.bool(key, fallback));
  }

  #list(key: string): readonly string[] {
    return this.#get(key, [], () => this.#reader.list(key));
  }

  #setenv(): Setenv {
    const { input } = this.#parts.source;
    const readFile = (path: string): string | null => {
      const inside = pathInProject(path);
      return inside === null ? null : input.readFile(inside);
    };
    const outside = (variable: string): string | null => input.env[variable] ?? null;
    const written = this.#get('setenv', new Map<string, string>(), () =>
      readSetenv(this.#reader.text('setenv', null, true) ?? '', readFile),
    );
    return new Setenv(written, this.#reader, outside);
  }

  /** What cannot be worked out here costs tox 3 only the run of this environment, not the file. */
  #setenvValues(setenv: Setenv): Readonly<Record<string, string>> {
    const values: Record<string, string> = {};
    for (const variable of setenv.variables) {
      const offset = this.#reader.find('setenv')?.offset ?? null;
      const value = this.#log.get('setenv', offset, null, () => setenv.exported(variable));
      if (value !== null) values[variable] = this.#told(value);
    }
    return values;
  }

  #basepython(): string {
    const implied = impliedPython(this.#name.split('-'));
    const named = this.#get('basepython', null, () => this.#reader.text('basepython', null));
    const chosen =
      this.#parts.core.ignoreBasepythonConflict && implied !== null ? implied : (named ?? implied ?? toxPython);
    this.#reader.names.set('basepython', chosen);
    return chosen;
  }

  #installCommand(): readonly string[] {
    const argv = this.#argv('install_command', 'python -m pip install {opts} {packages}');
    if (argv.includes('{packages}') || this.#log.problems.install_command !== undefined) return argv;
    const offset = this.#reader.find('install_command')?.offset ?? null;
    throw new Refusal('"install_command" must contain {packages}', { whole: true, offset });
  }

  #argv(key: string, fallback: string): readonly string[] {
    return this.#get(key, [], () => {
      const lines = this.#reader.lines(key);
      const isMissing = lines === null || (key === 'install_command' && lines.length === 0);
      const used = isMissing ? [{ text: fallback, offset: 0 }] : lines;
      const kept = used.map(({ text, offset }) => ({
        text: text.replaceAll('{packages}', '\\{packages\\}').replaceAll('{opts}', '\\{opts\\}'),
        offset,
      }));
      const [first] = readCommands(this.#reader, key, key === 'install_command' ? kept : used);
      if (first === undefined) throw new Refusal(`"${key}" is empty`, { whole: true });
      return first.words.map((word) => this.#told(word));
    });
  }

  #commands(key: string): readonly ToxCommand[] {
    return this.#get(key, [], () => {
      const commands = readCommands(this.#reader, key, this.#reader.lines(key) ?? []);
      return commands.filter(({ words }) => words.length > 0).map((command) => this.#command(command));
    });
  }

  #command({ words, line, offset }: Words): ToxCommand {
    const [first = '', ...rest] = words;
    const ignoreExit = first.startsWith('-');
    const argv = !ignoreExit ? words : first === '-' ? rest : [first.replace(/^-+/, ''), ...rest];
    const kept = this.#posargs.keptLine(ignoreExit ? line.trimStart().replace(/^-+/, '') : line, argv);
    return {
      argv: argv.map((word) => this.#told(this.#posargs.restore(word))),
      ignoreExit,
      invertExit: false,
      ...(kept === null ? {} : { line: { text: this.#told(kept), splitting: splitting3 } }),
      place: this.#parts.place(offset),
    };
  }

  #timeouts(): Readonly<Record<string, number>> {
    const timeouts: Record<string, number> = {};
    for (const key of ['suicide_timeout', 'interrupt_timeout', 'terminate_timeout']) {
      const text = this.#get(key, null, () => this.#reader.text(key, null));
      if (text === null || text === '') continue;
      const seconds = Number(text);
      if (Number.isNaN(seconds))
        throw this.#whole(key, () => new Refusal(`"${key}" must be a number of seconds`, { whole: true }));
      timeouts[key] = seconds;
    }
    return timeouts;
  }

  /** What tox 3 does not know, but a file may say for tox 4 all the same. */
  #ofTox4(key: string): readonly string[] {
    const lines = this.#reader.lines(key) ?? [];
    return lines.flatMap((line) => (lines.length > 1 ? [line.text] : line.text.split(','))).map((text) => text.trim());
  }

  #places(): Readonly<Record<string, Place>> {
    const places: Record<string, Place> = {};
    for (const section of [...this.#reader.parts.lookIn].reverse()) {
      for (const value of this.#parts.source.sections.get(section)?.values.values() ?? []) {
        places[value.key] = this.#parts.place(value.offset);
      }
    }
    return places;
  }
}
