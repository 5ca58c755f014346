import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import { serviceKeyNames } from './service-keys.ts';

/** Words that other tools, compose above all, use for a key of ours. */
const otherWords: Readonly<Record<string, string>> = {
  args: 'command',
  cmd: 'command',
  dockerfile: 'build',
  environment: 'env',
  expose: 'port',
  healthcheck: 'ready',
  links: 'depends_on',
  needs: 'depends_on',
  requires: 'depends_on',
  setup: 'init',
  tag: 'version',
  variables: 'env',
  wait_for: 'ready',
};

/** Words of other tools for what needs no key here. */
const needless: Readonly<Record<string, string>> = {
  alias: "the service's name is its host name",
  aliases: "the service's name is its host name",
  container_name: "the service's name is its host name",
  entrypoint: 'the image\'s ENTRYPOINT is used; "command" takes the place of its CMD',
  env_file: 'write the variables below "env"',
  hostname: "the service's name is its host name",
  name: "the service's name is its host name",
  networks: 'each target and its services have a network to themselves',
  platform: "a service runs on the target's platform",
  ports: 'nothing is published: the tests reach localhost:PORT; "port" says where the service listens',
  prep: 'build its image from a Dockerfile ("build")',
  restart: 'a service that ends before the tests do is reported',
  system: 'build its image from a Dockerfile ("build")',
};

/** What to write instead of a key that a service does not have. */
export function serviceKeyHint(word: string): string {
  if (Object.hasOwn(needless, word)) return needless[word] ?? '';
  const meant = Object.hasOwn(otherWords, word) ? otherWords[word] : closest(word, serviceKeyNames);
  return typeof meant === 'string' ? `did you mean ${quoted(meant)}?` : `the keys are: ${serviceKeyNames.join(', ')}`;
}
