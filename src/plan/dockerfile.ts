import { posix } from 'node:path';
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
  /** Shell text that installs the system packages, or null if there are none. */
  readonly install: string | null;
  /** The files that `prep` needs, by path relative to the project's root, `/`-separated. */
  readonly added: ReadonlyMap<string, PreparedFile>;
  readonly prep: readonly string[];
  /** The base's USER, which the prepared image has again at its end; empty or missing: root. */
  readonly user?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A build context, complete. */
export interface PreparedContext {
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  readonly files: ReadonlyMap<string, PreparedFile>;
}

const scripts = '/dox/.dox';

/** Prefers bash, as the commands do, and says which step failed. No text of a user's is in it. */
const runPrep = `if command -v bash >/dev/null 2>&1; then set -- bash; else set -- /bin/sh; fi
"$@" ${scripts}/prep.sh || {
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
export function preparedDockerfile({ base, install, added, prep, user, labels }: PreparedInput): PreparedContext {
  const files = new Map<string, PreparedFile>();
  const lines = [`FROM ${oneWord(base)}`, 'USER 0'];
  const script = (name: string, text: string): string => {
    files.set(`dox/${name}`, { bytes: new TextEncoder().encode(text), mode: 0o644 });
    return `COPY ["dox/${name}", "${scripts}/${name}"]`;
  };
  const run = (name: string): string => `RUN ["/bin/sh", "${scripts}/${name}"]`;
  if (install !== null) lines.push(script('install.sh', install), run('install.sh'));
  lines.push('WORKDIR /dox');
  for (const [path, file] of added) files.set(`files/${inside(path)}`, file);
  if (added.size > 0) lines.push('COPY ["files", "/dox/"]');
  if (prep.length > 0) {
    lines.push(script('prep.sh', prepScript(prep)), script('run-prep.sh', runPrep), run('run-prep.sh'));
  }
  for (const [name, value] of Object.entries(labels ?? {})) lines.push(`LABEL ${quoted(name)}=${quoted(value)}`);
  if (user) lines.push(`USER ${oneWord(user)}`);
  files.set('Dockerfile', { bytes: new TextEncoder().encode(`${lines.join('\n')}\n`), mode: 0o644 });
  return { dockerfile: 'Dockerfile', files };
}

/** The text of the script that runs `prep`. */
export function prepScript(prep: readonly string[]): string {
  return stepScript({
    commands: prep.map((text) => ({ kind: 'script', text })),
    note: (step) => `{ echo ${step} >|${scripts}/step; } 2>/dev/null || :`,
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
