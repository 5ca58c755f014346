import { type IniSections, type IniValue, textOf } from '../ini-file.ts';
import { splitCommand } from '../split-command.ts';
import { withoutCondition } from './factor-lines.ts';

const bools = new Set(
  (
    'args_are_paths skip_install ignore_errors recreate sitepackages download alwayscopy pip_pre usedevelop ' +
    'ignore_outcome parallel_show_output'
  ).split(' '),
);

const timeouts = new Set(['suicide_timeout', 'interrupt_timeout', 'terminate_timeout']);

const commands = new Set(['commands', 'commands_pre', 'commands_post', 'install_command', 'list_dependencies_command']);

/** Keys that tox 3 does not read as they are, or not at all, but that a tox 4 file may have. */
const unread = new Set(['depends', 'package', 'labels', 'base', 'constraints', 'dependency_groups']);

const plainNames = new Set(
  (
    'toxinidir toxworkdir homedir distdir distshare temp_dir envname envdir envbindir envpython envsitepackagesdir ' +
    'envtmpdir envlogdir basepython changedir description platform posargs opts packages / :'
  ).split(' '),
);

/**
 * Whether tox 3 might refuse the file for one of its environments: a look at what is written, without working anything
 * out. True may be wrong, as for a key that no environment uses; then working all of them out tells.
 */
export function hasDoubts(sections: IniSections): boolean {
  return new Doubts(sections).found();
}

class Doubts {
  readonly #sections: IniSections;
  /** Values that others refer to: false while they are looked at, so that a circle is seen. */
  readonly #referred = new Map<IniValue, boolean>();

  constructor(sections: IniSections) {
    this.#sections = sections;
  }

  found(): boolean {
    for (const section of this.#sections.values()) {
      if (section.name !== 'testenv' && !section.name.startsWith('testenv:')) continue;
      for (const value of section.values.values()) {
        if (!unread.has(value.key) && this.#isDoubtful(value, value.key, null)) return true;
      }
    }
    return false;
  }

  /** `key` is the one that the value is for in the end; `from` is its section where it is referred to. */
  #isDoubtful(value: IniValue, key: string, from: string | null): boolean {
    const lines = value.lines.map((line) => withoutCondition(line.text));
    if (lines.some((text) => !fitsKey(text, key))) return true;
    if (commands.has(key) && !splitsWell(value, lines)) return true;
    return lines.some((text) => text.includes('{') && this.#hasUnknown(text, key, from));
  }

  #hasUnknown(text: string, key: string, from: string | null): boolean {
    for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      if (text[open - 1] === '\\') continue;
      if (text[open + 1] === '[') {
        if (this.#refersDoubtfully(text, open, key)) return true;
        continue;
      }
      const name = /^[^:{}\s]*/.exec(text.slice(open + 1, open + 100))?.[0] ?? '';
      const next = text[open + 1 + name.length];
      if (next === '}' && plainNames.has(name)) continue;
      if (next === ':' && (name === 'posargs' || name === 'tty' || text.startsWith('{:}', open))) continue;
      if (next === ':' && name === 'env' && isKnownVariable(text, open, from)) continue;
      return true;
    }
    return false;
  }

  #refersDoubtfully(text: string, open: number, key: string): boolean {
    const match = /^\{\[([^\]{}]*)\]([^:,{}]*)\}/.exec(text.slice(open, open + 200));
    const section = match?.[1] ?? '';
    const value = this.#sections.get(section)?.values.get(match?.[2] ?? '');
    if (value === undefined) return true;
    const known = this.#referred.get(value);
    if (known !== undefined) return !known;
    this.#referred.set(value, false);
    if (this.#referred.size > 1000 || this.#isDoubtful(value, key, section)) return true;
    this.#referred.set(value, true);
    return false;
  }
}

/** A variable without a default costs the file where it is read in a section that is no environment's. */
function isKnownVariable(text: string, open: number, from: string | null): boolean {
  const rest = text.slice(open + '{env:'.length, open + 200);
  const name = /^[^:{}]+/.exec(rest)?.[0] ?? '';
  if (name === '') return false;
  return rest[name.length] === ':' || from === null || from.startsWith('testenv:');
}

function fitsKey(text: string, key: string): boolean {
  if (text.includes('{') && key !== 'install_command') return true;
  if (bools.has(key)) return /^(?:true|false)$/i.test(text);
  if (timeouts.has(key)) return text !== '' && !Number.isNaN(Number(text));
  if (key === 'install_command') return text === '' || text.includes('{packages}');
  if (key === 'setenv') return text === '' || text.includes('=') || /^(?:#|file\|)/.test(text);
  return key !== 'deps' || !text.startsWith(':');
}

/** No quote without its end, nor a backslash with nothing behind it. */
function splitsWell(value: IniValue, lines: readonly string[]): boolean {
  let command = '';
  for (const [index, text] of lines.entries()) {
    const isConditional = text !== value.lines[index]?.text;
    if (isConditional && command !== '') return false;
    command += text.endsWith('\\') ? ` ${text.slice(0, -1)}` : text;
    if (text.endsWith('\\')) continue;
    if (splitCommand(command, { escape: '', comment: '#' }).brokenAt !== null) return false;
    command = '';
  }
  return command === '' || textOf(value) === '';
}
