import { shellQuote, shellQuoteAll } from '../base/shell-quote.ts';
import type { Ready } from '../config/config.ts';

/** How it is found out that a service is ready. */
export type Probe =
  /** It runs: nothing more is known of it. */
  | { readonly kind: 'none' }
  /** A line of its output matches. */
  | { readonly kind: 'log'; readonly pattern: string }
  /** Its port listens, or answers: any container in its network can tell. */
  | { readonly kind: 'network'; readonly check: string; readonly setUp: string }
  /** A command in its own container succeeds. `argv`: without a shell. */
  | { readonly kind: 'command'; readonly check: string; readonly argv: readonly string[] | null };

interface ProbeInput {
  readonly ready: Ready | null;
  /** Of the service, or of its image if that has one only. */
  readonly port: number | null;
  /** The image's, as in ImageInfo. */
  readonly healthcheck: readonly string[];
  /** It is reached by its address: what listens on the loopback address only is not ready. */
  readonly byAddress: boolean;
}

/** What the configuration says, else the image's HEALTHCHECK, else the port, else nothing. */
export function probeOf({ ready, port, healthcheck, byAddress }: ProbeInput): Probe {
  switch (ready?.kind) {
    case 'log':
      return { kind: 'log', pattern: ready.pattern };
    case 'tcp':
      return { kind: 'network', setUp: listens(byAddress), check: listenCheck(ready.port) };
    case 'http': {
      const asked = `asks ${ready.port} ${shellQuote(ready.path)}`;
      // what answers here may still be out of the tests' reach, if it listens on the loopback address only
      if (byAddress)
        return { kind: 'network', setUp: `${listens(true)}\n${asks}`, check: both(listenCheck(ready.port), asked) };
      return { kind: 'network', setUp: asks, check: asked };
    }
    case 'command':
      return { kind: 'command', check: `/bin/sh -c ${shellQuote(ready.text)}`, argv: null };
    case undefined:
      break;
  }
  const [form, ...words] = healthcheck;
  if (form === 'CMD') return { kind: 'command', check: shellQuoteAll(words), argv: words };
  if (form === 'CMD-SHELL') return { kind: 'command', check: `/bin/sh -c ${shellQuote(words.join(' '))}`, argv: null };
  if (port !== null) return { kind: 'network', setUp: listens(byAddress), check: listenCheck(port) };
  return { kind: 'none' };
}

/** The exit code of a probe's script that cannot ask at all. */
export const cannotProbe = 125;

/** Seconds between two probes: at first the first, then the second, and so on, and then the last again and again. */
export const probePauses = [0.025, 0.025, 0.05, 0.05, 0.1] as const;

/**
 * POSIX shell text that asks until the answer is yes, and prints each other answer. It asks from within, so that
 * nothing need be published, and in one go, since every exec costs the engine more than the answer.
 */
export function probeScript({ setUp = '', check }: { readonly setUp?: string; readonly check: string }): string {
  return `${setUp}
set -- ${probePauses.join(' ')}
until answer=$(${check} 2>&1); do
  echo "$answer"
  sleep "$1" 2>/dev/null || sleep 1
  test $# = 1 || shift
done
`;
}

/** /proc/net/tcp (proc(5)): local address as hexadecimal, state 0A is LISTEN. A connection is then accepted. */
function listens(byAddress: boolean): string {
  const loopback = byAddress ? '      0100007F:* | 00000000000000000000000001000000:*) ;;\n' : '';
  return `listens() {
  for file in /proc/net/tcp /proc/net/tcp6; do
    test -r "$file" || continue
    while read -r _ local _ state _; do
      case $local:$state in
${loopback}        *:"$2":0A) return 0 ;;
      esac
    done <"$file"
  done
  echo "nothing listens on port $1"
  return 1
}`;
}

/** Shell text that succeeds if one check does and then the other. */
function both(first: string, second: string): string {
  return `{ ${first} && ${second}; }`;
}

function listenCheck(port: number): string {
  return `listens ${port} ${port.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Whatever the image has that can ask; each gives up after two seconds. */
const asks = `if command -v bash >/dev/null 2>&1; then
  asks() {
    bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
      printf "GET %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n" "$2" >&3
      read -r -t 2 _ status _ <&3 || { echo "no answer"; exit 1; }
      echo "answered $status"
      test "$status" -ge 100 && test "$status" -lt 400' asks "$@" 2>&1
  }
elif command -v curl >/dev/null 2>&1; then
  asks() { curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$1$2"; }
elif command -v wget >/dev/null 2>&1; then
  asks() { wget -T 2 -O /dev/null "http://127.0.0.1:$1$2"; }
else
  echo 'there is no bash, curl or wget to ask with'
  exit ${cannotProbe}
fi`;
