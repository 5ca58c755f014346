import * as v from 'valibot';
import { cacheNames } from './cache-names.ts';
import {
  account,
  age,
  argumentsRule,
  bindep,
  build,
  caches,
  capabilities,
  commands,
  cores,
  devices,
  duration,
  imageName,
  networkName,
  oneOrMore,
  packages,
  path,
  platform,
  projectName,
  registry,
  size,
  snapshot,
  tmpfs,
  variableNames,
  variables,
  volumes,
  words,
  written,
} from './value-schemas.ts';
import type { ValueSpec } from './value-spec.ts';

/** Where a key may stand: at the top of dox.yml, in a target, or in both. */
export type KeyPlace = 'top' | 'target' | 'both';

interface KeySpec<Schema extends v.GenericSchema> extends ValueSpec<Schema> {
  readonly where: KeyPlace;
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
    schema: projectName,
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
  labels: key({
    where: 'both',
    description: 'Names of groups that the target belongs to: `dox -m LABEL` runs all of a group.',
    expected: 'a label or a list of labels',
    item: 'a label',
    schema: oneOrMore(written),
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
    schema: build,
  }),
  system: key({
    where: 'both',
    description:
      'Debian packages to install, as a list of names or a mapping of names to versions (1.6.*, ">=3.0 <3.1").',
    expected: 'a list of packages or a mapping of packages to versions',
    item: 'a package, such as memcached or "memcached: 1.6.*"',
    schema: packages,
  }),
  bindep: key({
    where: 'both',
    description:
      'The profiles of bindep.txt (or other-requirements.txt) whose packages are installed too; false: none. Without it, test.',
    expected: 'true, false, a profile, a list of profiles, or a mapping with file and profiles',
    item: 'a profile (lower case letters, digits, ".", ":" and "-")',
    parts: { file: 'a file of the project', profiles: 'a profile or a list of profiles' },
    schema: bindep,
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
    schema: variables,
  }),
  pass_env: key({
    where: 'both',
    description: 'Variables to hand over from your own environment; * and ? are wildcards.',
    expected: 'a list of names of variables',
    item: 'the name of a variable, where * and ? are wildcards',
    schema: variableNames,
  }),
  commands: key({
    where: 'both',
    description:
      'What to run, as a list or a block of lines: one script of one shell, which stops at the first failure.',
    expected: 'a list of commands, or a block of them (|)',
    item: 'a command: a text, a list of words that no shell reads, or a mapping with run (such words), script (a text) or tox (a line of tox.ini)',
    schema: commands,
  }),
  arguments: key({
    where: 'both',
    description:
      "Where arguments go if there is no {posargs}: append (to the last command, a list's default), refuse (a block's) or ignore.",
    expected: 'append, refuse or ignore',
    schema: argumentsRule,
  }),
  needs: key({
    where: 'target',
    description:
      'Targets, as names or patterns, that must pass before this one runs, of those that run too; else it is skipped.',
    expected: 'the name of a target or a list of names',
    item: 'the name of a target',
    schema: oneOrMore(written),
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
    schema: duration,
  }),
  grace: key({
    where: 'both',
    description:
      'How long the commands may take to end after Ctrl-C, SIGTERM or their time limit, before they are killed: 10s.',
    expected: 'a duration of more than 0 and at most 20 days, such as 30s or 2m',
    schema: duration,
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
    schema: networkName,
  }),
  platform: key({
    where: 'both',
    description: "The image's platform, such as linux/arm64; without it, the engine's own.",
    expected: 'a platform such as linux/amd64 or linux/arm/v7',
    schema: platform,
  }),
  user: key({
    where: 'both',
    description:
      'Who runs the commands: a name, UID or UID:GID, root, or image (what the image says); without it, you.',
    expected: 'a name, UID, UID:GID, root or image',
    schema: account,
  }),
  allow_failure: switchOf('both', 'A failure is shown but does not fail the run.'),
  allow_empty: switchOf('both', 'A run that executed no test passes all the same.'),
  privileged: switchOf('both', 'Gives the container all rights of the engine; avoid it.'),
  cap_add: key({
    where: 'both',
    description: 'Linux capabilities to add, such as NET_ADMIN.',
    expected: 'a list of Linux capabilities',
    item: 'a Linux capability such as NET_ADMIN',
    schema: capabilities,
  }),
  devices: key({
    where: 'both',
    description: 'Devices to hand over, such as /dev/fuse or /dev/a:/dev/b:rwm.',
    expected: 'a list of devices',
    item: 'a device such as /dev/fuse or /dev/a:/dev/b:rwm',
    schema: devices,
  }),
  shm_size: key({
    where: 'both',
    description: 'The size of /dev/shm, such as 512m.',
    expected: 'a size of more than 0, such as 512m or 2g',
    schema: size,
  }),
  memory: key({
    where: 'both',
    description: 'The most memory the container may use, such as 2g.',
    expected: 'a size of more than 0, such as 512m or 2g',
    schema: size,
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
    schema: tmpfs,
  }),
  volumes: key({
    where: 'both',
    description:
      'More mounts, as source:/path or source:/path:ro; a source with . / or ~ in front is a path, else a volume.',
    expected: 'a list of volumes',
    item: 'source:/path or source:/path:ro',
    schema: volumes,
  }),
  entrypoint: key({
    where: 'both',
    description:
      "image uses the image's ENTRYPOINT; else a command line put before the shell; without it, none is used.",
    expected: 'image, a command line or a list of words',
    item: 'a text',
    schema: words,
  }),
  cache: key({
    where: 'both',
    description: `Package managers whose caches are kept between builds and runs: ${cacheNames.join(', ')}.`,
    expected: 'the name of a package manager or a list of names',
    item: `one of ${cacheNames.join(', ')}`,
    schema: caches,
  }),
  snapshot: key({
    where: 'both',
    description:
      "The day (2024-01-15) whose Debian packages are taken, or an archive's address (after trusted: an unsigned one's); without it, today's.",
    expected: 'a day such as 2024-01-15, a moment such as 20240115T000000Z, or the address (http, https) of an archive',
    schema: snapshot,
  }),
  max_age: key({
    where: 'both',
    description: 'How old a pulled or prepared image may get that is not locked, such as 12h, 7d or 2w.',
    expected: 'a duration of more than 0, such as 12h, 7d or 2w',
    schema: age,
  }),
  cache_registry: key({
    where: 'top',
    description: 'Where prepared images are looked for before they are built, such as registry.example:5000/team/dox.',
    expected: 'a registry and a path without a tag, such as registry.example:5000/team/dox',
    schema: registry,
  }),
  services: key({
    where: 'both',
    description:
      "What the tests talk to, by name (see Services); a target's are merged over the inherited, null takes one away.",
    expected: 'a list of names of services, or a mapping of names to versions or to what they are',
    schema: v.unknown(), // read-services.ts reads it, with the keys of service-keys.ts
  }),
} as const;
