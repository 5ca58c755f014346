import { textMatcher } from './line-matcher.ts';
import { LogLine } from './log-line.ts';
import { realErrors } from './real-errors.ts';
import type { LineCondition } from './signature.ts';

/** A sign in a log that what failed is the machine, the network or the service around the tests. */
export interface InfrastructureSign extends LineCondition {
  /** What is wrong, short enough for a comment. */
  readonly reason: string;
  /** Who prints it, and when. */
  readonly source: string;
  readonly weight: Weight;
}

/**
 * How much a sign explains. `final`: it ends a job wherever it stands. `unless followed`: many of them are tried again, so
 * that it explains nothing if another error follows. `alone`: it may be of long ago, and explains nothing beside any error.
 */
type Weight = 'final' | 'unless followed' | 'alone';

/** The one reason that a job without a network gives itself. */
export const silentNameServer = 'the name server did not answer';

type Row = readonly [reason: string, texts: readonly string[], source: string];

/**
 * What a job's log has in it when the job itself came to grief. Each row's texts stand in one line. They count only where no
 * test failed by its name, or in the output of what is no test, such as a task that installs packages: a test may well
 * print any of them and mean it.
 */
const finalRows: readonly Row[] = [
  [
    'the machine was lost',
    ['##[error]The runner has received a shutdown signal'],
    'GitHub Actions, actions/runner: the runner was stopped or its machine taken away',
  ],
  [
    'the machine was lost',
    ['hosted runner', 'lost communication with the server'],
    'GitHub Actions: no sign of life of the runner',
  ],
  [
    'the job ran out of time',
    ['##[error]The job running on runner', 'has exceeded the maximum execution time of'],
    "GitHub Actions: the job's timeout-minutes",
  ],
  [
    'the runner failed',
    ['ERROR: Job failed (system failure)'],
    'GitLab Runner: runner_system_failure, which its own retry is for',
  ],
  ['the job ran out of time', ['ERROR: Job failed: execution took longer than'], "GitLab Runner: the job's timeout"],
  [
    'the job ran out of time',
    ['Build timed out (after', 'minutes). Marking the build as'],
    'Jenkins, build-timeout plugin',
  ],
  [
    'the machine was lost',
    ['java.io.IOException: Unexpected termination of the channel'],
    'Jenkins, remoting: the connection to the agent broke',
  ],
  [
    'the machine was lost',
    ['hudson.remoting.RequestAbortedException'],
    'Jenkins, remoting: the connection to the agent broke',
  ],
  [
    'the machine was lost',
    ['FATAL: command execution failed', 'hudson.remoting.'],
    'Jenkins, remoting: the connection to the agent broke',
  ],
  [
    'the machine was lost',
    ['RUN END RESULT_UNREACHABLE'],
    'Zuul executor: Ansible could not reach the node; Zuul itself tries again',
  ],
  ['the job ran out of time', ['RUN END RESULT_TIMED_OUT'], "Zuul executor: the job's timeout"],
  [
    'the job hung',
    ['No output has been received in the last', 'this potentially indicates a stalled build'],
    'Travis CI: ten minutes without output',
  ],
  [
    'the job ran out of time',
    ['The job exceeded the maximum time limit for jobs, and has been terminated.'],
    "Travis CI: the job's limit",
  ],
  ['the job hung', ['Too long with no output (exceeded'], 'CircleCI: no_output_timeout'],
];

const passingRows: readonly Row[] = [
  [
    'a registry refused the pull',
    ['toomanyrequests: You have reached your', 'pull rate limit'],
    'Docker Hub: the limit of pulls',
  ],
  ['a registry did not answer', ['Error response from daemon:', 'net/http: TLS handshake timeout'], 'Docker: a pull'],
  [
    'a registry did not answer',
    ['Error response from daemon:', 'net/http: request canceled while waiting for connection'],
    'Docker: a pull',
  ],
  ['a registry did not answer', ['Error response from daemon:', 'i/o timeout'], 'Docker: a pull'],
  [
    'the container engine is not there',
    ['Cannot connect to the Docker daemon at', 'Is the docker daemon running?'],
    "Docker's client",
  ],
  ['the disk is full', ['failed to register layer', 'no space left on device'], 'Docker: a pull'],
  ['a package mirror is out of step', ['Failed to fetch', 'Hash Sum mismatch'], 'apt'],
  ['a package mirror is out of step', ['File has unexpected size', 'Mirror sync in progress?'], 'apt'],
  [silentNameServer, ["Temporary failure resolving '"], 'apt'],
  ['a package mirror did not answer', ['E: Failed to fetch', 'Connection timed out'], 'apt'],
  ['a package mirror did not answer', ['E: Failed to fetch', '503 Service Unavailable'], 'apt'],
  ['a package mirror did not answer', ['[Errno 256] No more mirrors to try'], 'yum'],
  ['a package mirror did not answer', ['Error: Failed to download metadata for repo'], 'dnf'],
  [
    'a package index did not answer',
    ['Could not install packages due to an', 'HTTPSConnectionPool(host='],
    'pip, after its own retries',
  ],
  [
    'a package index did not answer',
    ['pip._vendor.urllib3.exceptions.ReadTimeoutError'],
    'pip, as the last line of a traceback',
  ],
  ['a package index did not answer', ['npm ERR! code ECONNRESET'], 'npm 9 and older, after its own retries'],
  ['a package index did not answer', ['npm ERR! code ETIMEDOUT'], 'npm 9 and older, after its own retries'],
  [silentNameServer, ['npm ERR! code EAI_AGAIN'], 'npm 9 and older'],
  ['a package index did not answer', ['npm error code ECONNRESET'], 'npm 10 and newer, after its own retries'],
  ['a package index did not answer', ['npm error code ETIMEDOUT'], 'npm 10 and newer, after its own retries'],
  [silentNameServer, ['npm error code EAI_AGAIN'], 'npm 10 and newer'],
  ['a package index did not answer', ['Could not transfer artifact', 'Connection reset'], 'Maven'],
  ['a package index did not answer', ['Could not transfer artifact', 'Connection timed out'], 'Maven'],
  ['a package index did not answer', ['Could not GET', 'Received status code 503 from server'], 'Gradle'],
  ['a package index did not answer', ['dial tcp: lookup proxy.golang.org', 'i/o timeout'], 'go'],
  ['a git server did not answer', ['fatal: unable to access', 'Could not resolve host'], 'git'],
  ['a git server did not answer', ['fatal: unable to access', 'The requested URL returned error: 50'], 'git'],
  ['a git server did not answer', ['fatal: unable to access', 'Connection timed out'], 'git'],
  ['a git server hung up', ['fatal: the remote end hung up unexpectedly'], 'git'],
];

const kernelRows: readonly Row[] = [
  ['the machine ran out of memory', ['Out of memory: Killed process'], 'Linux 5 and newer, in the log of the kernel'],
  ['the machine ran out of memory', ['Out of memory: Kill process'], 'Linux 4 and older, in the log of the kernel'],
  ['the machine ran out of memory', ['invoked oom-killer'], 'Linux, in the log of the kernel'],
];

export const jobSigns: readonly InfrastructureSign[] = [
  ...finalRows.map((row) => toSign(row, 'final')),
  ...passingRows.map((row) => toSign(row, 'unless followed')),
  ...kernelRows.map((row) => toSign(row, 'alone')),
];

function toSign([reason, texts, source]: Row, weight: Weight): InfrastructureSign {
  const { literals, matches } = textMatcher(texts);
  return { reason, source, weight, literals, matches };
}

/** Whether a sign in this line explains anything, where the last error of another kind is in that line; 0: there is none. */
export function explains({ weight }: Pick<InfrastructureSign, 'weight'>, line: number, lastError: number): boolean {
  return weight === 'final' || lastError === 0 || (weight === 'unless followed' && lastError < line);
}

interface MessageSign {
  readonly reason: string;
  readonly pattern: RegExp;
  readonly source: string;
}

/**
 * What an exception says whose cause can only be the machine: the whole of a test's first telling line, so that one that
 * only speaks of it (`AssertionError: 'No space left' not found`) is none.
 */
export const messageSigns: readonly MessageSign[] = [
  {
    reason: 'the disk is full',
    pattern: /^(?:E {1,3})?(?:OSError|IOError): \[Errno 28\] No space left on device(?:: .{1,300})?$/,
    source: 'Python',
  },
  {
    reason: 'the disk is full',
    pattern: /^(?:Error: )?ENOSPC: no space left on device, \w{1,20}(?: .{1,300})?$/,
    source: 'Node',
  },
  { reason: 'the disk is full', pattern: /^java\.io\.IOException: No space left on device$/, source: 'Java' },
  {
    reason: silentNameServer,
    pattern: /^(?:E {1,3})?socket\.gaierror: \[Errno -3\] Temporary failure in name resolution$/,
    source: 'Python, of EAI_AGAIN in getaddrinfo(3)',
  },
  {
    reason: silentNameServer,
    pattern: /^(?:Error: )?getaddrinfo EAI_AGAIN [\w.-]{1,253}$/,
    source: 'Node, of EAI_AGAIN in getaddrinfo(3)',
  },
];

/** What the machine has to do with a test's first telling line, or null. */
export function messageSign(message: string | null): MessageSign | null {
  const [first = ''] = (message ?? '').split('\n');
  return messageSigns.find(({ pattern }) => pattern.test(first.slice(0, 1000))) ?? null;
}

/** The first sign that explains anything in lines, such as the output of a task or the tail of a build. */
export function signIn(texts: readonly string[]): { readonly sign: InfrastructureSign; readonly text: string } | null {
  const lines = texts.map((text) => new LogLine(text));
  const holds = ({ matches }: LineCondition, line: LogLine) => matches(line, new Map()) === true;
  const lastError = lines.findLastIndex((line) => realErrors.some((error) => holds(error, line))) + 1;
  for (const [index, line] of lines.entries()) {
    const sign = jobSigns.find((each) => holds(each, line) && explains(each, index + 1, lastError));
    if (sign !== undefined) return { sign, text: texts[index] ?? '' };
  }
  return null;
}
