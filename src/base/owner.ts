import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Who made something, so that another dox can prove that he is dead before it removes anything:
 * this boot of this machine and its process namespace, the process id, and the start time of that process in clock ticks since boot.
 * (A process id alone comes back; with its start time it does not. Linux, proc(5) field 22.)
 */
export interface Owner {
  readonly machine: string;
  readonly pid: number;
  readonly started: string;
}

/** The owner label of this process. */
export function ownerLabel(pid: number, hostname: string): string {
  return `${machineId(hostname)}/${pid}/${processStart(pid) ?? '0'}`;
}

/** The machine's name in an owner label. */
export function hostnameOf(label: string): string {
  return label.split('@')[0] ?? '';
}

/** Reads an owner label; null if it is not one. */
export function parseOwner(label: string): Owner | null {
  const [machine, pid, started] = label.split('/');
  if (!machine || !pid || !started || !/^\d+$/.test(pid)) return null;
  return { machine, pid: Number(pid), started };
}

/**
 * `dead` only with proof: same machine and boot, and no process of that id and start time.
 * `unknown`: another machine made it, or /proc does not say.
 */
export function ownerState(owner: Owner, hostname: string): 'alive' | 'dead' | 'unknown' {
  const here = machineId(hostname);
  if (owner.machine !== here && owner.machine !== shortMachine(here)) {
    const [host, boot] = owner.machine.split('@');
    const [hereHost, hereBoot] = here.split('@');
    return host === hereHost && boot !== hereBoot && boot !== '' ? 'dead' : 'unknown';
  }
  if (owner.started === '0' || processStart(1) === null) return 'unknown';
  return processStart(owner.pid) === owner.started ? 'alive' : 'dead';
}

/** A machine in a few letters, where its whole name has no room: tells it from others, but not one boot's from another's. */
export function shortMachine(machine: string): string {
  return createHash('sha256').update(machine).digest('hex').slice(0, 16);
}

function machineId(hostname: string): string {
  const boot = readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${hostname}@${boot}@${pidNamespace()}`;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '';
  }
}

function processStart(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
