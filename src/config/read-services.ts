import { quoted } from '../base/printable.ts';
import { type Mention, readService, type ServiceContext, type ServiceDraft } from './read-service.ts';
import { nameProblem } from './service-name.ts';
import { isNothing, itemsOf, type Tree } from './yaml-tree.ts';

/** By name, in the order of the file. */
export type ServiceDrafts = ReadonlyMap<string, ServiceDraft>;

/** More than a test can mean. */
const mostServices = 50;

/** The services of a value of `services`; everything wrong goes to the log, the rest is kept. */
export function readServices(value: Tree, context: ServiceContext): ServiceDrafts {
  const { owner, log } = context;
  const drafts = new Map<string, ServiceDraft>();
  const mentions = itemsOf(value).flatMap((item, index) => mentionsOf(item, index, value.kind === 'list', context));
  if (value.kind === 'map' ? value.entries.size === 0 : itemsOf(value).length === 0) {
    const hint = 'to take an inherited one away: "services: {memcached: null}"';
    log.error(value.span, `"services"${owner} is empty`, hint);
  }
  if (mentions.length > mostServices) {
    log.error(value.span, `"services"${owner} has more than ${mostServices} services`);
    return drafts;
  }
  for (const mention of mentions) {
    const { name, span } = mention;
    const problem = nameProblem(name);
    if (problem !== null) log.error(span, `the service name ${quoted(name)}${owner} cannot be used: ${problem}`);
    else if (drafts.has(name)) log.error(span, `"services"${owner} has ${quoted(name)} twice`);
    else drafts.set(name, readService(mention, context));
  }
  return drafts;
}

function mentionsOf(item: Tree, index: number, inList: boolean, { owner, log }: ServiceContext): readonly Mention[] {
  if (item.kind === 'text' && !isNothing(item)) return [{ name: item.text.trim(), span: item.span, value: undefined }];
  if (item.kind === 'map') {
    return [...item.entries].map(([name, { keySpan, value }]) => ({ name, span: keySpan, value }));
  }
  const where = inList ? `item ${index + 1} of "services"` : '"services"';
  const found = item.kind === 'list' ? 'a list' : 'empty';
  log.error(item.span, `${where}${owner} must be the name of a service, such as memcached, not ${found}`);
  return [];
}
