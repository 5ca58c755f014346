import { posix } from 'node:path';
import { shellQuote } from '../base/shell-quote.ts';
import type { CacheName } from '../config/cache-names.ts';
import { type PackageCache, packageCaches } from './package-caches.ts';
import { stepScript } from './script.ts';

/** A file of a build context. */
export interface PreparedFile {
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

export interface PreparedInput {
  /** What FROM can name: a reference, or an image's id where the engine takes that. */
  readonly base: string;
  /** How the system packages are installed, or null if there are none. */
  readonly install: InstallStep | null;
  /** The files that `prep` needs, by path relative to the project's root, `/`-separated. */
  readonly added: ReadonlyMap<string, PreparedFile>;
  readonly prep: readonly string[];
  /** The base's USER, which the prepared image has again at its end; empty or missing: root. */
  readonly user?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Package managers whose caches the builder keeps, under names of this project. It must know `RUN --mount`. */
  readonly caches?: BuildCaches;
  /** Names of build arguments that the steps have as variables. */
  readonly variables?: readonly string[];
}

export interface BuildCaches {
  /** A plain name: letters, digits, `.`, `_` and `-`. */
  readonly project: string;
  readonly names: readonly CacheName[];
}

export interface InstallStep {
  /** The text of images/apt-install. */
  readonly script: string;
  /** Its words, from installWords. */
  readonly words: readonly string[];
}

/** A build context, complete. */
export interface PreparedContext {
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  readonly files: ReadonlyMap<string, PreparedFile>;
}

const scripts = '/dox/.dox';

/**
 * Ends the step when nobody reads its output any more: a NUL each second, which the build's log leaves out. Podman 4
 * lets a build of a dox that was killed run on until it writes. Only as PID 1, whose `kill -1` is of the step's own
 * processes; with it the loop ends too.
 */
const heartbeat = `if test "$$" = 1 && command -v sleep >/dev/null 2>&1; then
  trap 'exit 143' TERM
  {
    (while sleep 1; do printf '\\000' || exit 7; done)
    case $? in 7 | 141) kill -TERM 1; kill -KILL -1 ;; esac
  } 2>/dev/null &
fi
`;

/** Builders mix the two streams as they come, and then nobody knows which step a line belongs to. */
const oneStream = 'exec 2>&1\n';

/** Prefers bash, as the commands do, and says which step failed. No text of a user's is in it. */
const runPrep = `if command -v bash >/dev/null 2>&1; then set -- bash; else set -- /bin/sh; fi
"$@" ${scripts}/prep.sh && test ! -e ${scripts}/failed || {
  code=$?
  read -r step <${scripts}/step
  echo "dox: prep step $step failed with exit code $code" >&2
  exit "$code"
}
`;

/**
 * The build context of a prepared image: on the base, as root, install the system packages, copy the added files to
 * /dox and run `prep` there. All of `prep` is one RUN of one shell, so that `export` and `source activate`
 * carry over; each step is printed and must succeed. Whatever text the user wrote is in files of the context, never
 * in the Dockerfile, so that the classic builder, BuildKit and buildah all read it alike. Throws RangeError for a
 * base or user that no Dockerfile can hold.
 */
export function preparedDockerfile(input: PreparedInput): PreparedContext {
  const { base, install, added, prep, user, labels, caches = { project: '', names: [] }, variables = [] } = input;
  const files = new Map<string, PreparedFile>();
  const lines = [`FROM ${oneWord(base)}`, 'USER 0', ...variables.map((name) => `ARG ${oneWord(name)}`)];
  const script = (name: string, text: string): string => {
    files.set(`dox/${name}`, { bytes: new TextEncoder().encode(text), mode: 0o644 });
    return `COPY ["dox/${name}", "${scripts}/${name}"]`;
  };
  const run = (name: string, names: readonly CacheName[], words: readonly string[] = []): string =>
    runLine([`${scripts}/${name}`, ...words], { ...caches, names });
  if (install !== null) {
    const apt = caches.names.filter((name) => name === 'apt');
    lines.push(script('apt-install', heartbeat + oneStream + install.script), run('apt-install', apt, install.words));
  }
  lines.push('WORKDIR /dox');
  for (const [path, file] of added) files.set(`files/${inside(path)}`, file);
  if (added.size > 0) lines.push('COPY ["files", "/dox/"]');
  if (prep.length > 0) {
    lines.push(script('prep.sh', prepScript(prep)), script('run-prep.sh', heartbeat + oneStream + runPrep));
    lines.push(run('run-prep.sh', caches.names));
  }
  for (const [name, value] of Object.entries(labels ?? {})) lines.push(`LABEL ${quoted(name)}=${quoted(value)}`);
  if (user) lines.push(`USER ${oneWord(user)}`);
  files.set('Dockerfile', { bytes: new TextEncoder().encode(`${lines.join('\n')}\n`), mode: 0o644 });
  return { dockerfile: 'Dockerfile', files };
}

/** Runs a script. The caches and their variables are there for this one step; nothing of them gets into the image. */
function runLine(words: readonly string[], { project, names }: BuildCaches): string {
  const caches = packageCaches(names, `${scripts}/cache`);
  const mounts = caches.map(
    ({ name, folder }) => `--mount=type=cache,id=dox-${oneWord(project)}-${name},sharing=locked,target=${folder} `,
  );
  const command = caches.length === 0 ? [] : ['-c', withCaches(caches)];
  return `RUN ${mounts.join('')}${JSON.stringify(['/bin/sh', ...command, ...words]).replaceAll('","', '", "')}`;
}

/** For `sh -c`: prepares the caches and gives way to a shell with the script that is `$0`. */
function withCaches(caches: readonly PackageCache[]): string {
  const variables = caches
    .flatMap((each) => Object.entries({ ...each.variables, ...each.whileBuilding }))
    .map(([name, value]) => `${name}=${shellQuote(value)}`);
  const lines = caches.flatMap(({ folder, folders, files }) => [
    ...folders.map((name) => `mkdir -p ${folder}/${name}`),
    ...Object.entries(files).map(([name, text]) => `printf %s ${shellQuote(text)} >${folder}/${name}`),
  ]);
  return [...lines, `export ${variables.join(' ')}`, 'exec /bin/sh "$0" "$@"'].join(' && ');
}

/** The text of the script that runs `prep`. */
export function prepScript(prep: readonly string[]): string {
  return stepScript({
    commands: prep.map((text) => ({ kind: 'script', text })),
    note: (step) => `{ echo ${step} >|${scripts}/step; } 2>/dev/null || :`,
    failed: `: >|${scripts}/failed`,
    withoutPipefail: (number) =>
      `echo "dox: step ${number} of prep has a pipeline, and the image's shell has no pipefail: a failure could hide" >&2; exit 2`,
    announce: true,
  });
}

function oneWord(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._/:@+-]*$/.test(text)) throw new RangeError(`"${text}" cannot stand in a Dockerfile`);
  return text;
}

function inside(path: string): string {
  const plain = posix.normalize(path);
  if (plain.startsWith('/') || plain === '..' || plain.startsWith('../')) {
    throw new RangeError(`"${path}" is not inside the tree`);
  }
  return plain;
}

function quoted(text: string): string {
  return `"${text.replace(/\s+/g, ' ').replace(/[\\"$]/g, '\\$&')}"`;
}
