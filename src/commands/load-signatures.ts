import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import type { Io } from '../base/io.ts';
import { type Decoded, decodeText } from '../config/decode-text.ts';
import { DiagnosticLog } from '../config/diagnostic-log.ts';
import type { Flags } from '../flags.ts';
import { bugOfName, querySignature, readQueryFile } from '../recheck/elastic-recheck.ts';
import { ownServer } from '../recheck/github-server.ts';
import { nothing, type RecheckFile, readRecheck } from '../recheck/read-recheck.ts';
import type { Signature } from '../recheck/signature.ts';
import { findSignatures } from './find-signatures.ts';
import { printDiagnostics } from './load-project.ts';

/** What a project knows of its bugs. */
export interface LoadedSignatures extends Omit<RecheckFile, 'queries'> {
  /** How messages name the file; null where there is none. */
  readonly shown: string | null;
}

/**
 * Reads recheck.yml, the one that --signatures names or the nearest, and the query files that it names; null if there are
 * mistakes, which have then been printed. Without such a file nothing is known.
 */
export function loadSignatures(io: Io, flags: Flags): LoadedSignatures | null {
  const start = resolve(io.cwd, flags.directory ?? '.');
  const path = flags.signatures === undefined ? findSignatures(start) : resolve(io.cwd, flags.signatures);
  if (path === null) return { ...nothing, shown: null };
  const shown = relative(io.cwd, path);
  const today = new Date(io.now()).toISOString().slice(0, 10);
  const text = bytesOf(path, shown);
  const githubServer = ownServer(io.env);
  const { file, queries, fields, log, diagnostics } = readRecheck({ text, shown, today, githubServer });
  const given = new Set([...fields, ...(flags.meta?.keys() ?? [])]);
  const read = queries.map(({ folder, span }) => {
    const at = resolve(dirname(path), folder);
    if (statSync(at, { throwIfNoEntry: false })?.isDirectory() !== true)
      log?.error(span, `there is no folder ${folder}`);
    return readFolder(io, at, given);
  });
  const all = [...(log?.diagnostics() ?? diagnostics), ...read.flatMap((each) => each.diagnostics)];
  printDiagnostics(io, flags, all);
  if (file === null || hasErrors(all)) return null;
  return { ...file, signatures: [...file.signatures, ...read.flatMap((each) => each.signatures)], shown };
}

function bytesOf(path: string, shown: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'is not there' : `cannot be read (${errorCode(error) ?? error})`;
    throw new DoxError('usage', `${shown} ${why}`);
  }
}

function textOf(path: string): Decoded {
  try {
    return decodeText(readFileSync(path));
  } catch (error) {
    return { ok: false, reason: `${errorCode(error) ?? error}` };
  }
}

interface QueryFolder {
  readonly signatures: readonly Signature[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The query files of a folder, not of those in it, in the order of their names. */
function readFolder(io: Io, folder: string, given: ReadonlySet<string>): QueryFolder {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  const read = names.map((name) => {
    const path = join(folder, name);
    return readQuery(path, { name, shown: relative(io.cwd, path), given });
  });
  return {
    signatures: read.flatMap(({ signatures }) => signatures),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

interface Named {
  readonly name: string;
  /** How messages name the file. */
  readonly shown: string;
  readonly given: ReadonlySet<string>;
}

function readQuery(path: string, { name, shown, given }: Named): QueryFolder {
  const number = bugOfName(name);
  const hint = 'such as 1449136.yaml';
  const message = `${shown}: the name of a query file is the number of a bug on Launchpad`;
  const misnamed: readonly Diagnostic[] = number === null ? [{ severity: 'error', message, hint }] : [];
  const decoded = textOf(path);
  if (!decoded.ok) {
    const unread: Diagnostic = { severity: 'error', message: `${shown} cannot be read: ${decoded.reason}` };
    return { signatures: [], diagnostics: [...misnamed, unread] };
  }
  const log = new DiagnosticLog(shown, decoded.text);
  const file = readQueryFile(log, given);
  const signatures = file === null || file.silent || number === null ? [] : [querySignature(file, number, shown)];
  return { signatures, diagnostics: [...misnamed, ...log.diagnostics()] };
}
