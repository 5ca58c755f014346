import type { ColorChoice } from './base/style.ts';
import type { PullPolicy } from './plan/plan.ts';

/** The options of the command line under their long names; a command sees those that it has. */
export interface Flags {
  readonly directory?: string;
  readonly file?: string;
  readonly environment?: readonly string[];
  readonly labels?: readonly string[];
  readonly skipEnv?: string;
  readonly images?: readonly string[];
  readonly command?: boolean;
  readonly rebuild?: boolean;
  readonly rebuildAll?: boolean;
  readonly pull?: PullPolicy;
  readonly push?: boolean;
  readonly failFast?: boolean;
  readonly retries?: number;
  readonly failOnFlaky?: boolean;
  readonly failed?: boolean;
  readonly timeout?: number;
  readonly keep?: boolean;
  readonly noop?: boolean;
  readonly list?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly userMap?: string;
  readonly pathMap?: string;
  readonly resultJson?: string;
  readonly junit?: string;
  readonly tap?: string;
  readonly html?: string;
  readonly events?: string;
  readonly history?: string;
  readonly color?: ColorChoice;
  readonly json?: boolean;
  readonly resolve?: boolean;
  readonly print?: boolean;
  readonly schema?: 'config' | 'result' | 'report' | 'history' | 'recheck' | 'advice';
  readonly yes?: boolean;
  readonly frozen?: boolean;
  readonly update?: boolean;
  readonly check?: boolean;
  readonly all?: boolean;
  /** Seconds. */
  readonly olderThan?: number;
  /** Seconds. */
  readonly unused?: number;
  /** Bytes: of images that stay, of a log that is read. */
  readonly maxSize?: number;
  readonly signatures?: string;
  /** What is known of a log, by field. */
  readonly meta?: ReadonlyMap<string, readonly string[]>;
  readonly tracker?: string;
  readonly offline?: boolean;
  /** The address of a change; true: the one that CI is about. */
  readonly post?: string | true;
  readonly system?: string;
  readonly allowUnknown?: boolean;
}

/** Whether a variable turns something off. */
export function saysNo(value: string | undefined): boolean {
  return value !== undefined && ['0', 'false', 'no'].includes(value.toLowerCase());
}

/** The flags before a command's name and those after it: lists add up, of others the later one wins. */
export function mergeFlags(before: Flags, after: Flags): Flags {
  const environment = [...(before.environment ?? []), ...(after.environment ?? [])];
  const labels = [...(before.labels ?? []), ...(after.labels ?? [])];
  const images = [...(before.images ?? []), ...(after.images ?? [])];
  return {
    ...before,
    ...after,
    ...(environment.length > 0 ? { environment: [...new Set(environment)] } : {}),
    ...(labels.length > 0 ? { labels: [...new Set(labels)] } : {}),
    ...(images.length > 0 ? { images: [...new Set(images)] } : {}),
  };
}
