import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import type { ContainerSpec } from '../engine/engine.ts';
import { heldScript } from '../plan/held-script.ts';
import { ordinary, type ServicePlan, type TargetPlan } from '../plan/plan.ts';
import { checkVolumes } from './check-volumes.ts';
import { remotePath } from './path-map.ts';
import type { PreparedImage } from './prepare-image.ts';
import type { TargetContext } from './run-target.ts';

interface Place {
  readonly target: TargetPlan;
  readonly image: PreparedImage;
  readonly context: TargetContext;
  /** The target's container, whose network it shares; null: it has a network address of its own. */
  readonly holder: string | null;
  /** Names of other services → their addresses. */
  readonly hosts: Readonly<Record<string, string>>;
}

/**
 * All that a service's container is. It runs what its image says, below a shell that ends it when dox is gone; an image
 * without a shell runs bare, and dox, or the next run's sweep, ends it.
 */
export function serviceContainer(
  service: ServicePlan,
  { target, image, context, holder, hosts }: Place,
): ContainerSpec {
  const { name, volumes, tmpfs, user, env } = service;
  const { info, facts } = image;
  const words = [...info.entrypoint, ...(service.command ?? info.command)];
  if (words.length === 0) {
    const hint = `say what it runs with \`command\``;
    throw new DoxError('usage', `${target.label}: the image of service "${name}" has no command`, { hint });
  }
  if (context.pathMap === null) checkVolumes(`${target.label}: service "${name}"`, volumes);
  const held = facts.hasShell;
  return {
    image: info.id,
    entrypoint: held ? ['/bin/sh'] : words.slice(0, 1),
    command: held ? ['-c', `${heldScript}"$@"; exit $?`, name, ...words] : words.slice(1),
    env,
    workdir: info.workdir,
    user: user ?? info.user,
    labels: {
      [Label.kind]: 'service',
      [Label.project]: context.project,
      [Label.run]: context.folder.run,
      [Label.owner]: context.owner,
      [Label.target]: target.label,
      [Label.service]: name,
    },
    mounts: volumes.map((mount) =>
      mount.kind === 'bind' ? { ...mount, source: remotePath(mount.source, context.pathMap) } : mount,
    ),
    tmpfs,
    network: target.container.network,
    ...(holder === null ? { reachable: true } : { joins: holder }),
    hosts,
    keepId: false,
    tty: null,
    stdin: held ? 'lifeline' : 'none',
    removeWhenDone: true,
    ...ordinary,
  };
}
