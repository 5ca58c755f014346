import type { Place } from '../../../../base/diagnostic.ts';
import type { Posargs, ToxCommand } from '../../tox-project.ts';
import { Budget } from '../budget.ts';
import { PosargsText } from '../posargs-text.ts';
import { ProblemLog } from '../problem-log.ts';
import { Refusal } from '../refusal.ts';
import type { Source } from '../settings.ts';
import { splitting3 } from '../split-command.ts';
import { homeFolder, inProject, projectRoot, sitePackages, toTokens } from '../virtual-paths.ts';
import { readCommands, type Words } from './commands.ts';
import type { Core3 } from './core.ts';
import type { FactorLines } from './factor-lines.ts';
import { SectionReader } from './section-reader.ts';

export interface EnvParts3 {
  readonly source: Source;
  readonly core: Core3;
  readonly factorLines: FactorLines;
  readonly place: (offset: number) => Place;
}

/** Reads the keys of one environment by tox 3's rules, each kind as tox does, and keeps what is wrong with them. */
export class KeyReader3 {
  readonly reader: SectionReader;
  readonly log: ProblemLog;
  /** The environment's folder, once it is known. */
  envdir = '';
  readonly #parts: EnvParts3;
  readonly #posargs: PosargsText;
  readonly #isKeep: boolean;

  constructor(name: string, posargs: Posargs, parts: EnvParts3) {
    this.#parts = parts;
    this.log = new ProblemLog(parts.place);
    this.#isKeep = posargs === 'keep';
    this.#posargs = new PosargsText(posargs === 'keep' ? posargs : posargs.filter((word) => word !== ''));
    this.reader = new SectionReader({
      sections: parts.source.sections,
      lookIn: [`testenv:${name}`, 'testenv'],
      factors: new Set(name.split('-')),
      factorLines: parts.factorLines,
      budget: new Budget(parts.source.spent),
    });
    const { core } = parts;
    const bin = (): string => `${this.envdir}/bin`;
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
        () => `${bin()}/${String(this.reader.names.get('basepython')).includes('jython') ? 'jython' : 'python'}`,
      ],
    ];
    for (const [key, value] of known) this.reader.names.set(key, value);
  }

  /** Lets `{posargs}` stand for the arguments, in commands also for the mark that keeps its place. */
  takePosargs(inCommands: boolean): void {
    const isTaken = inCommands || !this.#isKeep;
    this.reader.posargs = isTaken ? (fallback) => this.#posargs.text(fallback) : (fallback) => fallback ?? '';
  }

  told(text: string): string {
    return toTokens(text, { envdir: this.envdir, toxworkdir: this.#parts.core.toxworkdir });
  }

  get<T>(key: string, instead: T, work: () => T): T {
    try {
      return this.whole(key, work);
    } catch (error) {
      if (!(error instanceof Refusal) || error.whole) throw error;
      this.log.add(key, error);
      return instead;
    }
  }

  /** Adds the key's place to what is wrong with it. */
  whole<T>(key: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof Refusal ? error.at(this.reader.find(key)?.offset ?? null) : error;
    }
  }

  string(key: string, fallback: string): string {
    const text = this.get(key, fallback, () => this.reader.text(key, fallback) ?? fallback);
    this.reader.names.set(key, text);
    return text;
  }

  path(key: string, fallback: string): string {
    const path = this.get(key, fallback, () => inProject(this.reader.text(key, fallback) ?? ''));
    this.reader.names.set(key, path);
    return path;
  }

  bool(key: string, fallback: boolean): boolean {
    return this.get(key, fallback, () => this.reader.bool(key, fallback));
  }

  list(key: string): readonly string[] {
    return this.get(key, [], () => this.reader.list(key));
  }

  argv(key: string, fallback: string): readonly string[] {
    return this.get(key, [], () => {
      const lines = this.reader.lines(key);
      const isMissing = lines === null || (key === 'install_command' && lines.length === 0);
      const used = isMissing ? [{ text: fallback, offset: 0 }] : lines;
      const kept = used.map(({ text, offset }) => ({
        text: text.replaceAll('{packages}', '\\{packages\\}').replaceAll('{opts}', '\\{opts\\}'),
        offset,
      }));
      const [first] = readCommands(this.reader, key, key === 'install_command' ? kept : used);
      if (first === undefined) throw new Refusal(`"${key}" is empty`, { whole: true });
      return first.words.map((word) => this.told(word));
    });
  }

  commands(key: string): readonly ToxCommand[] {
    return this.get(key, [], () => {
      const commands = readCommands(this.reader, key, this.reader.lines(key) ?? []);
      return commands.filter(({ words }) => words.length > 0).map((command) => this.#command(command));
    });
  }

  #command({ words, line, offset }: Words): ToxCommand {
    const [first = '', ...rest] = words;
    const ignoreExit = first.startsWith('-');
    const argv = !ignoreExit ? words : first === '-' ? rest : [first.replace(/^-+/, ''), ...rest];
    const kept = this.#posargs.keptLine(ignoreExit ? line.trimStart().replace(/^-+/, '') : line, argv);
    return {
      argv: argv.map((word) => this.told(this.#posargs.restore(word))),
      ignoreExit,
      invertExit: false,
      ...(kept === null ? {} : { line: { text: this.told(kept), splitting: splitting3 } }),
      place: this.#parts.place(offset),
    };
  }

  timeouts(): Readonly<Record<string, number>> {
    const timeouts: Record<string, number> = {};
    for (const key of ['suicide_timeout', 'interrupt_timeout', 'terminate_timeout']) {
      const text = this.get(key, null, () => this.reader.text(key, null));
      if (text === null || text === '') continue;
      const seconds = Number(text);
      if (Number.isNaN(seconds))
        throw this.whole(key, () => new Refusal(`"${key}" must be a number of seconds`, { whole: true }));
      timeouts[key] = seconds;
    }
    return timeouts;
  }

  /** What tox 3 does not know, but a file may say for tox 4 all the same. */
  ofTox4(key: string): readonly string[] {
    const lines = this.reader.lines(key) ?? [];
    return lines.flatMap((line) => (lines.length > 1 ? [line.text] : line.text.split(','))).map((text) => text.trim());
  }

  places(): Readonly<Record<string, Place>> {
    const places: Record<string, Place> = {};
    for (const section of [...this.reader.parts.lookIn].reverse()) {
      for (const value of this.#parts.source.sections.get(section)?.values.values() ?? []) {
        places[value.key] = this.#parts.place(value.offset);
      }
    }
    return places;
  }
}
