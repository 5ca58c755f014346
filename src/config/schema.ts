import * as v from 'valibot';
import { parseDuration } from './parse-duration.ts';
import { parseSize } from './parse-size.ts';

/** Where a key may stand: at the top of dox.yml, in a target, or in both. */
export type KeyPlace = 'top' | 'target' | 'both';

/**
 * Text as it is written: `version: 3.10` is "3.10". The reader hands over strings only; numbers and booleans are in
 * the schema for editors, which see the value that YAML makes of it.
 */
const written = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String), v.regex(/\S/));
/** A list passes for a mapping with valibot, but not with us. */
const isMapping = (value: object) => !Array.isArray(value);
const writtenMap = v.pipe(
  v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  v.check((value) => isMapping(value)),
);
const versions = v.pipe(
  v.record(v.string(), v.union([written, v.null()])),
  v.check((value) => isMapping(value)),
);

const path = v.pipe(v.string(), v.regex(/\S/));
/** In a generated target `{1}` is filled in before the value is checked; editors check it as it is written. */
const filled = (value: string) => !/[{}]/.test(value);
const imageName = v.pipe(v.string(), v.regex(/^(?:\w|\{[1-9]\})(?:[\w.:/@-]|\{[1-9]\})*$/), v.check(filled));
const cores = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(Number),
  v.number(),
  v.gtValue(0),
  v.maxValue(65_536),
);

/** One item may stand without a list around it. */
function oneOrMore<Output>(item: v.GenericSchema<unknown, Output>, least = 0) {
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

const words = v.pipe(
  v.union([written, v.pipe(v.array(written), v.minLength(1))]),
  v.transform((value) => (typeof value === 'string' ? value.trim().split(/\s+/) : value)),
);

interface KeySpec<Schema extends v.GenericSchema> {
  readonly where: KeyPlace;
  /** What the key is for, one sentence. */
  readonly description: string;
  /** What its value must be: `"KEY" must be …`. */
  readonly expected: string;
  /** What each part of a list or mapping must be, if that is to be said apart. */
  readonly item?: string;
  readonly schema: Schema;
}

function key<Schema extends v.GenericSchema>(spec: KeySpec<Schema>): KeySpec<Schema> {
  return spec;
}

const switchOf = (where: KeyPlace, description: string) =>
  key({ where, description, expected: 'true or false', schema: v.boolean() });

const pathList = (description: string, expected: string, item: string) =>
  key({ where: 'both', description, expected, item, schema: oneOrMore(path) });

/**
 * Every key of dox.yml, once: the reader, the JSON Schema and the table in README come from here.
 * `targets` is not among them, since it holds the targets themselves.
 */
export const keys = {
  project: key({
    where: 'top',
    description: "The project's name, part of the names of images that dox makes; without it, the folder's name.",
    expected: 'a name of lower case letters, digits, ".", "_" and "-"',
    schema: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)),
  }),
  default: key({
    where: 'top',
    description:
      'The targets that run when none is named, as names or patterns such as py{39,311} and py*; without it, all.',
    expected: 'the name of a target or a list of names',
    item: 'the name of a target',
    schema: oneOrMore(written, 1),
  }),
  extends: key({
    where: 'target',
    description: 'The target, or list of targets, whose keys this one takes over where it does not set them itself.',
    expected: 'the name of a target or a list of names',
    item: 'the name of a target',
    schema: oneOrMore(written, 1),
  }),
  description: key({
    where: 'target',
    description: 'One line for `dox list`.',
    expected: 'a text',
    schema: written,
  }),
  image: key({
    where: 'both',
    description: 'The image to run in, such as debian:bookworm-slim.',
    expected: 'the name of an image, such as debian:bookworm-slim',
    schema: imageName,
  }),
  images: key({
    where: 'both',
    description: 'Several images; the commands run on each of them.',
    expected: 'a list of names of images',
    item: 'the name of an image, such as debian:bookworm-slim',
    schema: oneOrMore(imageName, 1),
  }),
  build: key({
    where: 'both',
    description: "Builds the image from a Dockerfile of the project: the context's folder, or the keys below.",
    expected: 'a folder, or a mapping with dockerfile, context, target and args',
    item: 'a text',
    schema: v.union([
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
    ]),
  }),
  system: key({
    where: 'both',
    description:
      'Debian packages to install, as a list of names or a mapping of names to versions (1.6.*, ">=3.0 <3.1").',
    expected: 'a list of packages or a mapping of packages to versions',
    item: 'a package, such as memcached or "memcached: 1.6.*"',
    schema: v.union([written, v.array(v.union([written, versions])), versions]),
  }),
  add: pathList(
    'Files and folders of the project that `prep` needs; they are copied to /dox in the prepared image.',
    'a list of files and folders of the project',
    'a file or folder of the project',
  ),
  prep: key({
    where: 'both',
    description: 'Commands that run once, as root in /dox, while the prepared image is built.',
    expected: 'a list of commands, or a block of them (|)',
    item: 'a command',
    schema: oneOrMore(written),
  }),
  env: key({
    where: 'both',
    description: "Environment variables; a target's are added to the inherited ones, and null takes one away.",
    expected: 'a mapping of variables to values',
    item: 'a text, or null to take the variable away',
    schema: v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^[A-Za-z_][\w.-]*$/)),
        v.union([v.string(), v.number(), v.boolean(), v.null()]),
      ),
      v.check((value) => isMapping(value)),
    ),
  }),
  pass_env: key({
    where: 'both',
    description: 'Variables to hand over from your own environment; * and ? are wildcards.',
    expected: 'a list of names of variables',
    item: 'the name of a variable, where * and ? are wildcards',
    schema: oneOrMore(v.pipe(v.string(), v.regex(/^[\w.*?-]+$/))),
  }),
  commands: key({
    where: 'both',
    description:
      'What to run, as a list or a block of lines: one script of one shell, which stops at the first failure.',
    expected: 'a list of commands, or a block of them (|)',
    item: 'a command',
    schema: oneOrMore(written, 1),
  }),
  shell: key({
    where: 'both',
    description: 'The shell for `commands`, such as "bash -e"; without it, bash where the image has it, else sh.',
    expected: 'a command line or a list of words',
    item: 'a text',
    schema: words,
  }),
  timeout: key({
    where: 'both',
    description: 'The longest that the commands may take: 90 (seconds), 90s, 5m, 1h30m.',
    expected: 'a duration of more than 0 and at most 20 days, such as 90s, 5m or 1h30m',
    schema: measured(parseDuration),
  }),
  artifacts: pathList(
    'Files to keep after the run, as paths or globs: relative to the project, or absolute in the container.',
    'a list of paths or globs',
    'a path or glob',
  ),
  network: key({
    where: 'both',
    description: "bridge (the default), none, host, or the name of a network of the engine's.",
    expected: 'bridge, none, host or the name of a network',
    schema: v.pipe(v.string(), v.regex(/^[\w][\w.-]*$/)),
  }),
  platform: key({
    where: 'both',
    description: "The image's platform, such as linux/arm64; without it, the engine's own.",
    expected: 'a platform such as linux/amd64 or linux/arm/v7',
    schema: v.pipe(
      v.string(),
      v.regex(/^(?:[a-z0-9]|\{[1-9]\})+\/(?:[a-z0-9_]|\{[1-9]\})+(?:\/(?:[a-z0-9]|\{[1-9]\})+)?$/),
      v.check(filled),
    ),
  }),
  user: key({
    where: 'both',
    description:
      'Who runs the commands: a name, UID or UID:GID, root, or image (what the image says); without it, you.',
    expected: 'a name, UID, UID:GID, root or image',
    schema: v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(String),
      v.regex(/^[A-Za-z0-9_][\w.-]*(?::[A-Za-z0-9_][\w.-]*)?$/),
    ),
  }),
  allow_failure: switchOf('both', 'A failure is shown but does not fail the run.'),
  allow_empty: switchOf('both', 'A run that executed no test passes all the same.'),
  privileged: switchOf('both', 'Gives the container all rights of the engine; avoid it.'),
  cap_add: key({
    where: 'both',
    description: 'Linux capabilities to add, such as NET_ADMIN.',
    expected: 'a list of Linux capabilities',
    item: 'a Linux capability such as NET_ADMIN',
    schema: oneOrMore(v.pipe(v.string(), v.regex(/^[A-Za-z_]+$/))),
  }),
  devices: key({
    where: 'both',
    description: 'Devices to hand over, such as /dev/fuse or /dev/a:/dev/b:rwm.',
    expected: 'a list of devices',
    item: 'a device such as /dev/fuse or /dev/a:/dev/b:rwm',
    schema: oneOrMore(v.pipe(v.string(), v.regex(/^\/[^:]+(?::\/[^:]+)?(?::[rwm]{1,3})?$/))),
  }),
  shm_size: key({
    where: 'both',
    description: 'The size of /dev/shm, such as 512m.',
    expected: 'a size of more than 0, such as 512m or 2g',
    schema: measured(parseSize),
  }),
  memory: key({
    where: 'both',
    description: 'The most memory the container may use, such as 2g.',
    expected: 'a size of more than 0, such as 512m or 2g',
    schema: measured(parseSize),
  }),
  cpus: key({
    where: 'both',
    description: 'How many processors the container may use, such as 1.5.',
    expected: 'a number of more than 0, such as 2 or 1.5',
    schema: cores,
  }),
  tmpfs: key({
    where: 'both',
    description: 'Folders in memory, as /path or /path:options.',
    expected: 'a list of absolute paths',
    item: 'an absolute path, such as /tmp or /tmp:size=64m',
    schema: oneOrMore(v.pipe(v.string(), v.regex(/^\/[^:]*(?::[^:]+)?$/))),
  }),
  volumes: key({
    where: 'both',
    description:
      'More mounts, as source:/path or source:/path:ro; a source with . / or ~ in front is a path, else a volume.',
    expected: 'a list of volumes',
    item: 'source:/path or source:/path:ro',
    schema: oneOrMore(v.pipe(v.string(), v.regex(/^[^:\s][^:]*:\/[^:]*(?::[A-Za-z,]+)?$/))),
  }),
  entrypoint: key({
    where: 'both',
    description:
      "image uses the image's ENTRYPOINT; else a command line put before the shell; without it, none is used.",
    expected: 'image, a command line or a list of words',
    item: 'a text',
    schema: words,
  }),
} as const;

export type KeyName = keyof typeof keys;

/** The values of keys after conversion, by the names of the file. */
export type KeyValues = { -readonly [Name in KeyName]?: v.InferOutput<(typeof keys)[Name]['schema']> };

export const keyNames = Object.keys(keys) as readonly KeyName[];

export function isKeyName(name: string): name is KeyName {
  return Object.hasOwn(keys, name);
}

/** One row of the table of keys in README. */
export interface ConfigKey {
  readonly key: string;
  readonly where: KeyPlace;
  readonly description: string;
}

/** All keys with what they are for, in the order of the schema. */
export const configKeys: readonly ConfigKey[] = [
  ...keyNames.map((name) => ({ key: name, where: keys[name].where, description: keys[name].description })),
  { key: 'targets', where: 'top', description: 'The targets by name; braces generate several, as in py{39,311}.' },
];
