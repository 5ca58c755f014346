import { DoxError } from '../base/dox-error.ts';
import { someOf } from '../base/some-of.ts';
import { isNetworkTrouble } from '../engine/network-trouble.ts';

/** What is put on a base, as a plan or dox.lock says it. */
export interface PutOn {
  /** Packages as apt is told them. */
  readonly packages: readonly string[];
  readonly prep: readonly string[];
}

const hint = '`dox -d` shows every line of the build';

/**
 * Why an image could not be prepared, in the words of what was asked for: the command of `prep` with the last lines of its
 * own output, or the packages. What is no failure of such a step comes back as it is.
 */
export function preparedFailure(error: unknown, { packages, prep }: PutOn): unknown {
  if (!(error instanceof DoxError) || error.code !== 'build-failed') return error;
  const lines = error.detail?.split('\n') ?? [];
  const at = lines.findLastIndex((line) => stepMark.test(line));
  const [, number, code] = stepMark.exec(lines[at] ?? '') ?? [];
  const command = prep[Number(number) - 1];
  if (command !== undefined) {
    const place = prep.length > 1 ? `, step ${number} of ${prep.length}` : '';
    return failure(
      `\`${firstLine(command)}\` failed with exit code ${code} (prep${place})`,
      ownLines(lines.slice(0, at), command),
      error,
    );
  }
  const refused = lines.map((line) => pipelineMark.exec(line)?.[1]).find((text) => text !== undefined);
  if (refused !== undefined) {
    const help = 'take an image with bash (`system: [bash]`), or write to a file instead of piping';
    return new DoxError('shell', refused, { hint: help, cause: error });
  }
  if (!error.message.includes('/apt-install')) return error;
  const end = lines.findIndex((line) => buildersMark.test(line));
  const message = `installing ${someOf(packages, 5)} failed`;
  return failure(message, end < 0 ? lines : lines.slice(0, end), error);
}

/** As plan/dockerfile.ts has it said. */
const stepMark = /^dox: prep step (\d{1,6}) failed with exit code (\d{1,3})$/;
const pipelineMark = /^dox: (step \d{1,6} of prep has a pipeline.*)$/;
/** What builders say themselves of a step that failed: BuildKit, the classic one, Podman's. */
const buildersMark = /^(?:process "|The command '|(?:Error: )?building at STEP )/;

function failure(message: string, lines: readonly string[], cause: DoxError): DoxError {
  const detail = lines.join('\n').trimEnd();
  const retryMayHelp = isNetworkTrouble(detail);
  return new DoxError('build-failed', message, { hint, cause, retryMayHelp, ...(detail === '' ? {} : { detail }) });
}

/** What comes after the line with which the command was announced, as far as that is among the last lines. */
function ownLines(lines: readonly string[], command: string): readonly string[] {
  const announced = `$ ${command}`.split('\n');
  const at = lines.lastIndexOf(announced[0] ?? '');
  if (at < 0) return lines;
  const isWhole = announced.every((line, index) => lines[at + index] === line);
  return lines.slice(at + (isWhole ? announced.length : 1));
}

function firstLine(text: string): string {
  const [line = '', ...more] = text.trim().split('\n');
  return line.length > 100 || more.length > 0 ? `${line.slice(0, 100)} …` : line;
}
