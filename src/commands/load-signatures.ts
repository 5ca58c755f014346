import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import type { Io } from '../base/io.ts';
import { DiagnosticLog } from '../config/diagnostic-log.ts';
import type { Flags } from '../flags.ts';
import { bugOfName, querySignature, readQueryFile } from '../recheck/elastic-recheck.ts';
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
  const { file, log, diagnostics } = readRecheck({ text: bytesOf(path, shown), shown, today });
  if (file === null || log === null) {
    printDiagnostics(io, flags, diagnostics);
    return null;
  }
  const queries = file.queries.map(({ folder, span }) => {
    const at = resolve(dirname(path), folder);
    if (statSync(at, { throwIfNoEntry: false })?.isDirectory() !== true)
      log.error(span, `there is no folder ${folder}`);
    return readFolder(io, at);
  });
  const all = [...log.diagnostics(), ...queries.flatMap((each) => each.diagnostics)];
  printDiagnostics(io, flags, all);
  if (hasErrors(all)) return null;
  return { ...file, signatures: [...file.signatures, ...queries.flatMap((each) => each.signatures)], shown };
}

function bytesOf(path: string, shown: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'is not there' : `cannot be read (${errorCode(error) ?? error})`;
    throw new DoxError('usage', `${shown} ${why}`);
  }
}

interface QueryFolder {
  readonly signatures: readonly Signature[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The query files of a folder, not of those in it, in the order of their names. */
function readFolder(io: Io, folder: string): QueryFolder {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  const read = names.map((name) =>
    readQuery(join(folder, name), { name, shown: relative(io.cwd, join(folder, name)) }),
  );
  return {
    signatures: read.flatMap(({ signatures }) => signatures),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

function readQuery(path: string, { name, shown }: { readonly name: string; readonly shown: string }): QueryFolder {
  const number = bugOfName(name);
  if (number === null) {
    const hint = 'such as 1449136.yaml';
    const message = `${shown}: the name of a query file is the number of a bug on Launchpad`;
    return { signatures: [], diagnostics: [{ severity: 'error', message, hint }] };
  }
  const log = new DiagnosticLog(shown, new TextDecoder().decode(bytesOf(path, shown)));
  const file = readQueryFile(log);
  const signatures = file === null || file.silent ? [] : [querySignature(file, number, shown)];
  return { signatures, diagnostics: log.diagnostics() };
}
