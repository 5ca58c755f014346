import * as v from 'valibot';
import { splitWords } from '../base/split-words.ts';
import { cacheNames } from './cache-names.ts';
import { parseDuration } from './parse-duration.ts';
import { parseSize } from './parse-size.ts';
import { registryPath } from './registry-path.ts';
import { hostLabel } from './service-name.ts';
import { snapshotTime } from './snapshot-time.ts';

/**
 * What the values of keys must look like, each once; the reader and the JSON Schema for editors come from them.
 */

/**
 * Text as it is written: `version: 3.10` is "3.10". The reader hands over strings only; numbers and booleans are in
 * the schema for editors, which see the value that YAML makes of it.
 */
export const written = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String), v.regex(/\S/));

/** A list passes for a mapping with valibot, but not with us. */
const isMapping = (value: object) => !Array.isArray(value);

const writtenMap = v.pipe(
  v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  v.check((value) => isMapping(value)),
);

/** In a generated target `{1}` is filled in before the value is checked; editors check it as it is written. */
const filled = (value: string) => !/[{}]/.test(value);

/** One item may stand without a list around it. */
export function oneOrMore<Output>(item: v.GenericSchema<unknown, Output>, least = 0) {
  return v.pipe(
    v.union([item, v.pipe(v.array(item), v.minLength(least))]),
    v.transform((value): Output[] => (Array.isArray(value) ? value : [value])),
  );
}

function measured(parse: (text: string) => number | null) {
  return v.pipe(
    v.union([v.string(), v.number()]),
    v.transform((value) => parse(String(value))),
    v.number(),
  );
}

export const path = v.pipe(v.string(), v.regex(/\S/));

export const words = v.pipe(
  v.union([written, v.pipe(v.array(written), v.minLength(1))]),
  v.transform((value) => (typeof value === 'string' ? value.trim().split(/\s+/) : value)),
);

export const projectName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/));

export const imageName = v.pipe(v.string(), v.regex(/^(?:\w|\{[1-9]\})(?:[\w.:/@-]|\{[1-9]\})*$/), v.check(filled));

export const build = v.union([
  path,
  v.pipe(
    v.strictObject({
      dockerfile: v.optional(path),
      context: v.optional(path),
      target: v.optional(written),
      args: v.optional(writtenMap),
    }),
    v.check((value) => isMapping(value)),
  ),
]);

/** `true` is read as a word, since the reader hands over what is written. */
const bindepProfiles = oneOrMore(v.pipe(v.string(), v.regex(/^[a-z0-9:.-]+$/)));

/** The profiles of a bindep.txt; null for the usual ones. */
export const bindep = v.pipe(
  v.union([
    v.boolean(),
    bindepProfiles,
    v.pipe(
      v.strictObject({ file: v.optional(path), profiles: v.optional(bindepProfiles) }),
      v.check((value) => isMapping(value)),
    ),
  ]),
  v.transform((value) => {
    if (typeof value === 'boolean') return { isWanted: value, file: null, profiles: null };
    if (!Array.isArray(value)) return { isWanted: true, file: value.file ?? null, profiles: value.profiles ?? null };
    const isSwitch = value.length === 1 && (value[0] === 'true' || value[0] === 'false');
    return { isWanted: value[0] !== 'false' || !isSwitch, file: null, profiles: isSwitch ? null : value };
  }),
);

const versions = v.pipe(
  v.record(v.string(), v.union([written, v.null()])),
  v.check((value) => isMapping(value)),
);

export const packages = v.union([written, v.array(v.union([written, versions])), versions]);

export const variables = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^[A-Za-z_][^\s=]*$/)), v.union([v.string(), v.number(), v.boolean(), v.null()])),
  v.check((value) => isMapping(value)),
);

export const variableNames = oneOrMore(v.pipe(v.string(), v.regex(/^[\w.*?-]+$/)));

/** Seconds, with the end that a running clock must have. */
export const duration = measured(parseDuration);

/** Seconds, however many. */
export const age = measured((text) => parseDuration(text, Number.POSITIVE_INFINITY));

/** Bytes. */
export const size = measured(parseSize);

export const networkName = v.pipe(v.string(), v.regex(/^[\w][\w.-]*$/));

export const platform = v.pipe(
  v.string(),
  v.regex(/^(?:[a-z0-9]|\{[1-9]\})+\/(?:[a-z0-9_]|\{[1-9]\})+(?:\/(?:[a-z0-9]|\{[1-9]\})+)?$/),
  v.check(filled),
);

export const account = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.regex(/^[A-Za-z0-9_][\w.-]*(?::[A-Za-z0-9_][\w.-]*)?$/),
);

export const capabilities = oneOrMore(v.pipe(v.string(), v.regex(/^[A-Za-z_]+$/)));

export const devices = oneOrMore(v.pipe(v.string(), v.regex(/^\/[^:]+(?::\/[^:]+)?(?::[rwm]{1,3})?$/)));

export const cores = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.number(),
  v.gtValue(0),
  v.maxValue(65_536),
);

export const tmpfs = oneOrMore(v.pipe(v.string(), v.regex(/^\/[^:]*(?::[^:]+)?$/)));

export const volumes = oneOrMore(v.pipe(v.string(), v.regex(/^[^:\s][^:]*:\/[^:]*(?::[A-Za-z,]+)?$/)));

/** Sorted, since their order means nothing. */
export const caches = v.pipe(
  oneOrMore(v.picklist(cacheNames)),
  v.transform((names) => [...new Set(names)].sort()),
);

/** In the pattern, `{1}` of a generated target may stand for a part. */
export const snapshot = v.pipe(
  v.string(),
  v.regex(/^(?:[\d{}]+-[\d{}]+-[\d{}]+|[\d{}]+T[\d{}]+Z|(?:trusted:)?https?:\/\/[\w.:[\]{}-]+(?:\/[\w.~%@:+{}/-]*)?)$/),
  v.check((text) => filled(text) && (snapshotTime(text) !== null || URL.canParse(text))),
);

export const registry = v.pipe(v.string(), v.regex(registryPath));

/** A version of a curated image; `{1}` of a generated target may stand in it. */
export const version = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.regex(/^[\w{][\w.+~:*{}-]*$/),
  v.check(filled),
);

/** A word that a program is given: it may be empty. */
const word = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

const wordList = v.pipe(v.array(word), v.minLength(1));

const mark = v.union([v.boolean(), v.picklist(['true', 'false'])]);

/** One of `commands`: shell text, the words of a program, or a mapping of words (or tox's line, or shell text) and marks. */
const command = v.union([
  written,
  wordList,
  v.pipe(
    v.strictObject({
      run: v.optional(wordList),
      tox: v.optional(written),
      rules: v.optional(v.picklist(['tox3', 'tox4'])),
      python: v.optional(written),
      ignore_exit: v.optional(mark),
      invert_exit: v.optional(mark),
      keep_going: v.optional(mark),
      always: v.optional(mark),
    }),
    v.check((value) => isMapping(value) && (value.run === undefined) !== (value.tox === undefined)),
  ),
  v.strictObject({ script: written, keep_going: v.optional(mark) }),
]);

/** Read once more by read-commands.ts, which needs their places. */
export const commands = v.union([written, v.array(command)]);

export const argumentsRule = v.picklist(['append', 'refuse', 'ignore']);

/** Split as a shell does, with quotes. */
export const commandWords = v.pipe(
  v.union([written, v.pipe(v.array(written), v.minLength(1))]),
  v.transform((value) => (typeof value === 'string' ? splitWords(value) : value)),
);

export const port = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(65_535),
);

/** `8080/health`: the port, and the path with the slash. */
export const portAndPath = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(String),
  v.regex(/^\d{1,5}(?:\/\S*)?$/),
  v.transform((text) => ({ port: Number.parseInt(text, 10), path: text.replace(/^\d+/, '') || '/' })),
  v.check(({ port }) => port >= 1 && port <= 65_535),
);

export const pattern = v.pipe(written, v.check(isPattern));

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

export const serviceName = v.pipe(v.string(), v.regex(hostLabel));
