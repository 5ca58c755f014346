import type { Bindep } from '../config/bindep/bindep-rule.ts';
import type { Target } from '../config/config.ts';
import { durationText, sizeText } from './quantities.ts';
import { saidCommands } from './said-commands.ts';
import { imageKeys, saidServices } from './said-services.ts';
import { isSame, namedInOrder, type Value, type ValueMap } from './value.ts';

/** The keys in the order in which they are best read. */
export function inOrder(values: ValueMap): ValueMap {
  const rank = (key: string): number => order.indexOf(key);
  return Object.fromEntries(Object.entries(values).sort(([left], [right]) => rank(left) - rank(right)));
}

const order = [
  ...['description', 'labels', 'image', 'images', 'build', 'platform', 'system', 'bindep', 'services', 'add', 'prep'],
  ...['cache', 'env', 'pass_env', 'commands', 'arguments', 'shell', 'timeout', 'grace', 'artifacts', 'network', 'user'],
  ...['needs', 'allow_failure', 'allow_empty', 'privileged', 'cap_add', 'devices', 'shm_size', 'memory', 'cpus'],
  ...['tmpfs', 'volumes', 'entrypoint', 'snapshot', 'max_age'],
];

/**
 * What a dox.yml says of a target, by its keys, without what is said by saying nothing. `usualBindep` is what counts
 * without the key `bindep`.
 */
export function said(target: Target, usualBindep: Bindep | null): ValueMap {
  const { shell, timeout, network, platform, user, shmSize, memory, cpus, entrypoint, snapshot, maxAge } = target;
  const values: Readonly<Record<string, Value>> = {
    description: target.description,
    labels: target.labels,
    ...imagesKeys(target),
    platform,
    system: systemOf(target),
    bindep: bindepOf(target.bindep, usualBindep),
    services: saidServices(target.services),
    add: target.add,
    prep: target.prep,
    cache: target.cache,
    env: target.env,
    // no variable can have another name
    pass_env: target.passEnv.filter((name) => /^[\w.*?-]+$/.test(name)),
    ...saidCommands(target),
    shell: shell === null ? null : wordsText(shell),
    timeout: timeout === null ? null : durationText(timeout),
    grace: target.grace === null ? null : durationText(target.grace),
    artifacts: target.artifacts,
    network: network === 'bridge' ? null : network,
    user,
    needs: target.needs,
    allow_failure: target.allowFailure || null,
    allow_empty: target.allowEmpty || null,
    privileged: target.privileged || null,
    cap_add: target.capAdd,
    devices: target.devices,
    shm_size: shmSize === null ? null : sizeText(shmSize),
    memory: memory === null ? null : sizeText(memory),
    cpus,
    tmpfs: target.tmpfs,
    volumes: target.volumes,
    entrypoint: entrypoint === null || entrypoint === 'image' ? entrypoint : wordsText(entrypoint),
    snapshot,
    max_age: maxAge === null ? null : durationText(maxAge),
  };
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => key === 'commands' || !isNothing(value)));
}

function isNothing(value: Value): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function imagesKeys({ images }: Target): ValueMap {
  const [only] = images;
  if (images.length === 1 && only !== undefined) return imageKeys(only);
  return { images: images.flatMap((image) => (image.kind === 'reference' ? [image.reference] : [])) };
}

function systemOf({ system }: Target): Value {
  if (system.every(({ version }) => version === null)) return system.map(({ name }) => name);
  return namedInOrder(system.map(({ name, version }) => [name, version]));
}

function bindepOf(bindep: Bindep | null, usual: Bindep | null): Value {
  if (isSame(asValue(bindep), asValue(usual))) return null;
  if (bindep === null) return false;
  const { file, profiles } = bindep;
  return file === usual?.file ? profiles : { file, profiles };
}

function asValue(bindep: Bindep | null): Value {
  return bindep === null ? null : JSON.stringify(bindep);
}

/** Without a list around them where blanks tell them apart. */
function wordsText(words: readonly string[]): Value {
  const text = words.join(' ');
  return isSame(text.trim().split(/\s+/), words) && text !== 'image' ? text : words;
}
