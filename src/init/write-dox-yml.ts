import { quoted } from '../base/printable.ts';
import type { Bindep } from '../config/bindep/bindep-rule.ts';
import type { Config, Target } from '../config/config.ts';
import { projectName } from '../config/project-name.ts';
import { nameProblem } from '../config/target-name.ts';
import { narrowed } from '../plan/narrowed.ts';
import { type Entry, layOut } from './layout.ts';
import { inOrder, said } from './said.ts';
import { needsIgnore } from './said-commands.ts';
import { isMap, type Value, type ValueMap } from './value.ts';
import { type YamlPart, yamlText } from './yaml-text.ts';

/**
 * The environment in which what is to be written down is read: nothing of the caller's gets into the file. The two names
 * keep `passenv = *` from standing for all that a machine has.
 */
export const bareEnvironment: Readonly<Record<string, string>> = { HOME: '/', PATH: '/bin' };

export interface DoxYmlInput {
  readonly config: Config;
  /** How the file is named that the config was read from. */
  readonly from: string;
  /** What counts of a bindep.txt where nothing is said of it. */
  readonly bindep: Bindep | null;
}

/** The text of a dox.yml that says what a config says. Targets that cannot run are left out, and told at the end. */
export function writeDoxYml({ config, from, bindep }: DoxYmlInput): string {
  const able = config.targets.filter(canRun).map(({ name }) => name);
  const { targets } = narrowed(config, able);
  const values = new Map(targets.map((target) => [target.name, said(target, bindep)]));
  const ignoring = targets.some(needsIgnore);
  for (const { name, commandsForm } of targets) {
    const own = values.get(name);
    if (ignoring && commandsForm === 'tox' && own !== undefined) values.set(name, { ...own, arguments: 'ignore' });
  }
  const { top, entries } = layOut(values);
  const remarks = new Remarks(config.source);
  const head = [...projectPart(config), ...defaultPart(config, targets)];
  const shared = remarks.parts(top);
  const parts: readonly YamlPart[] = [
    ...head,
    ...shared.map((part, at) => (at === 0 ? { ...part, isApart: head.length > 0 } : part)),
    {
      key: 'targets',
      isApart: head.length + shared.length > 0,
      parts: entries.map((entry, at) => entryPart(entry, at > 0, remarks)),
    },
  ];
  return yamlText({ parts, header: headerOf(config, from), footer: leftOut(config) });
}

/** Whether a target can be in the file: it has an image, and nothing is in its way. */
export function canRun(target: Target): boolean {
  return whyNot(target) === null;
}

/** Why a target cannot be in the file. */
function whyNot({ name, obstacles = [], images, env }: Target): string | null {
  if (obstacles.length > 0) {
    return obstacles.map(({ message }) => oneLine(message).replace(`target "${name}": `, '')).join('; ');
  }
  if (images.length === 0) return 'it has no image';
  const problem = nameProblem(name);
  if (problem !== null) return `it needs another name: ${problem}`;
  const variable = Object.keys(env).find((each) => !/^[A-Za-z_][^\s=]*$/.test(each));
  return variable === undefined ? null : `no variable can be called ${quoted(variable)}`;
}

function headerOf({ notes, source }: Config, from: string): readonly string[] {
  const made = source === 'guess' ? `what is here (${from})` : from;
  const counts = source === 'guess' ? 'Change whatever is wrong.' : `From now on dox reads this, and ${from} no more.`;
  const told = notes
    .filter((note) => !note.includes('`dox init`'))
    .map((note) => `- ${oneLine(note).replace(guessed, '')}`);
  return [`Made by \`dox init\` from ${made}. ${counts}`, ...told];
}

/** What a note says that is not so any more where there is a dox.yml. */
const guessed = /^there is no dox\.yml, so this is guessed: /;

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
}

function projectPart({ project, root, cacheRegistry }: Config): readonly YamlPart[] {
  return [
    ...(project === projectName(root) ? [] : [{ key: 'project', value: project }]),
    ...(cacheRegistry === null ? [] : [{ key: 'cache_registry', value: cacheRegistry }]),
  ];
}

function defaultPart({ defaults }: Config, targets: readonly Target[]): readonly YamlPart[] {
  const names = targets.map(({ name }) => name);
  const wanted = defaults.filter((name) => names.includes(name));
  if (wanted.length === 0 || wanted.join() === names.join()) return [];
  return [{ key: 'default', value: wanted, comment: ['what plain `dox` runs'] }];
}

function entryPart({ label, values, isForAll }: Entry, isApart: boolean, remarks: Remarks): YamlPart {
  const comment = isForAll ? { comment: ['all of them: {1} is the name'] } : {};
  const parts = remarks.parts(values);
  return parts.length === 0
    ? { key: label, value: null, isApart, ...comment }
    : { key: label, parts, isApart, ...comment };
}

/** What is said once above a key, where it comes first. */
const told: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tox: {
    env: "tox's variables, and those of setenv",
    prep: 'makes the virtualenv of tox while the image is made, with the dependencies and the project in it',
    tox: '"tox:" is a line that arguments are put into before it is split into words, as tox does it',
    arguments: 'arguments (dox -- ARGUMENTS) go where {posargs} is, and nowhere without it',
  },
  travis: { prep: 'what Travis has on its machines', env: "Travis's variables, and the project's own" },
};

class Remarks {
  readonly #left: Map<string, string>;

  constructor(source: Config['source']) {
    this.#left = new Map(Object.entries(told[source] ?? {}));
  }

  parts(values: ValueMap): readonly YamlPart[] {
    return Object.entries(inOrder(values)).map(([key, value]): YamlPart => this.#part(key, value));
  }

  #part(key: string, value: Value): YamlPart {
    const name = key === 'commands' && hasToxLine(value) ? 'tox' : key;
    const remark = this.#left.get(name);
    this.#left.delete(name);
    return remark === undefined ? { key, value } : { key, value, comment: [remark] };
  }
}

function hasToxLine(value: Value): boolean {
  return Array.isArray(value) && value.some((item: Value) => isMap(item) && 'tox' in item);
}

function leftOut({ targets }: Config): readonly string[] {
  const lines = targets.flatMap((target) => {
    const why = whyNot(target);
    return why === null ? [] : [`- ${oneLine(target.name)}: ${why}`];
  });
  return lines.length === 0 ? [] : ['Left out:', ...lines];
}
