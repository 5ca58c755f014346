import { formatBytes } from '../base/bytes.ts';
import { DoxError } from '../base/dox-error.ts';
import { formatAge } from '../base/duration.ts';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { Label } from '../base/labels.ts';
import { ownerState, parseOwner } from '../base/owner.ts';
import { connect } from '../engine/connect.ts';
import type { OwnedObject } from '../engine/engine.ts';
import type { Flags } from '../flags.ts';
import { refuseWords } from './refuse-words.ts';

const order: readonly OwnedObject['kind'][] = ['container', 'network', 'volume', 'image'];

/**
 * `dox clean`: what dox made in the engine and no living dox uses, known by its labels: shown first, removed with
 * --yes. One refusal does not stop the others.
 */
export async function clean(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('clean', words);
  const controller = new AbortController();
  const deaf = io.onSignal(() => controller.abort());
  const engine = await connect({ env: io.env, home: io.user.home, uid: io.user.uid, signal: controller.signal });
  try {
    const all = [...(await engine.owned())].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
    const used = all.filter((object) => isInUse(object, io.hostname));
    const free = all.filter((object) => !used.includes(object));
    for (const object of free) io.stdout.write(`${describe(object, io.now())}\n`);
    const size = formatBytes(free.reduce((sum, object) => sum + object.size, 0));
    if (used.length > 0) io.stdout.write(`${used.length} more belong to a dox that is running: they stay\n`);
    if (free.length === 0) {
      io.stdout.write('nothing to remove\n');
      return ExitCode.ok;
    }
    if (!flags.yes) {
      io.stdout.write(`${free.length} would be removed (at most ${size}); \`dox clean --yes\` does it\n`);
      return ExitCode.ok;
    }
    const refused: string[] = [];
    for (const object of free) {
      if (controller.signal.aborted) throw new DoxError('interrupted', 'interrupted');
      await engine.remove(object).catch((error: Error) => refused.push(`${object.name}: ${error.message}`));
    }
    io.stdout.write(`${free.length - refused.length} removed (at most ${size})\n`);
    for (const line of refused) io.stderr.write(`not removed: ${line}\n`);
    return refused.length > 0 ? ExitCode.couldNotRun : ExitCode.ok;
  } finally {
    deaf();
    await engine.close();
  }
}

/** In doubt (another machine's, another process namespace's) a running container is in use. */
function isInUse(object: OwnedObject, hostname: string): boolean {
  const owner = parseOwner(object.labels[Label.owner] ?? '');
  if (owner === null) return false;
  const state = ownerState(owner, hostname);
  return state === 'alive' || (state === 'unknown' && object.running);
}

function describe(object: OwnedObject, now: number): string {
  const facts = [
    object.labels[Label.kind] ?? '',
    object.labels[Label.project] ?? '',
    object.created > 0 ? `${formatAge(now / 1000 - object.created)} old` : '',
    object.size > 0 ? formatBytes(object.size) : '',
  ];
  return `${object.kind.padEnd(9)}  ${object.name || object.id.slice(0, 19)}  ${facts.filter((each) => each !== '').join(', ')}`;
}
