import { describe, expect, it } from 'vitest';
import { DoxError } from '../../src/base/dox-error.ts';
import { preparedFailure } from '../../src/run/prepared-failure.ts';

const prep = ['echo before', 'pip install -r requirements.txt', 'echo a\necho b\nfalse'];
const packages = ['memcached=1.6.18-1', 'git'];

/** As buildImage throws it: the last lines of the step's output, then the builder's own sentence. */
function failed(
  lines: readonly string[],
  message = 'the build failed at [4/4] RUN ["/bin/sh", "/dox/.dox/run-prep.sh"]',
) {
  return new DoxError('build-failed', message, { detail: lines.join('\n') });
}

function told(error: DoxError): Partial<DoxError> {
  const { code, message, detail, retryMayHelp } = preparedFailure(error, { packages, prep }) as DoxError; // it makes no other
  return { code, message, detail, retryMayHelp };
}

// what BuildKit 0.11, Docker 20.10's classic builder and Podman 4.3 say of a step that failed
const builders = [
  'process "/bin/sh /dox/.dox/run-prep.sh" did not complete successfully: exit code: 1',
  "The command '/bin/sh /dox/.dox/run-prep.sh' returned a non-zero code: 1",
  'building at STEP "RUN ["/bin/sh", "/dox/.dox/run-prep.sh"]": while running runtime: exit status 1',
];

describe('why an image could not be prepared', () => {
  it.each(builders)('is the command of prep and its own output, where the builder says: %s', (builder) => {
    const lines = [
      '$ echo before',
      'before',
      '$ pip install -r requirements.txt',
      'ERROR: no',
      'two',
      'dox: prep step 2 failed with exit code 1',
    ];
    expect(told(failed([...lines, builder]))).toEqual({
      code: 'build-failed',
      message: '`pip install -r requirements.txt` failed with exit code 1 (prep, step 2 of 3)',
      detail: 'ERROR: no\ntwo',
      retryMayHelp: false,
    });
  });

  it('is told by its first line where it has several, and without lines that say nothing', () => {
    const lines = [
      '$ echo a',
      'echo b',
      'false',
      'a',
      'b',
      'dox: prep step 3 failed with exit code 1',
      builders[0] ?? '',
    ];
    expect(told(failed(lines))).toMatchObject({
      message: expect.stringContaining('`echo a …` failed'),
      detail: 'a\nb',
    });
  });

  it('is told with the last lines where the command itself is not among them any more', () => {
    const lines = ['line 11', 'line 12', 'dox: prep step 1 failed with exit code 127'];
    expect(told(failed(lines))).toMatchObject({
      message: '`echo before` failed with exit code 127 (prep, step 1 of 3)',
      detail: 'line 11\nline 12',
    });
  });

  it.each([
    // pip 23.0, apt 2.6, npm 9.2, curl 7.88, git 2.39
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(': Failed to establish a new connection: [Errno 111] Connection refused')': /simple/x/",
    "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.pythonhosted.org', port=443): Read timed out.",
    'E: Failed to fetch http://deb.debian.org/x.deb  503  Service Unavailable [IP: 151.101.2.132 80]',
    "Err:1 http://deb.debian.org/debian bookworm InRelease  Temporary failure resolving 'deb.debian.org'",
    'npm ERR! code EAI_AGAIN',
    'curl: (6) Could not resolve host: example.org',
    "fatal: unable to access 'https://x/': Failed to connect to x port 443 after 3 ms: Couldn't connect to server, Connection timed out",
  ])('may go away where the network did not answer: %s', (line) => {
    expect(told(failed([line, 'dox: prep step 2 failed with exit code 1'])).retryMayHelp).toBe(true);
  });

  it.each([
    'ERROR: No matching distribution found for nosuch',
    'E: Failed to fetch http://deb.debian.org/x.deb  404  Not Found [IP: 151.101.2.132 80]',
    'npm ERR! code E404',
  ])('stays where what is asked for is not there: %s', (line) => {
    expect(told(failed([line, 'dox: prep step 2 failed with exit code 1'])).retryMayHelp).toBe(false);
  });

  it('names the packages that could not be installed', () => {
    const error = failed(
      [
        'E: Failed to fetch x  Connection timed out',
        'process "/bin/sh /dox/.dox/apt-install git" did not complete successfully: exit code: 100',
      ],
      'the build failed at [3/5] RUN ["/bin/sh", "/dox/.dox/apt-install", "git"]',
    );
    expect(told(error)).toEqual({
      code: 'build-failed',
      message: 'installing memcached=1.6.18-1, git failed',
      detail: 'E: Failed to fetch x  Connection timed out',
      retryMayHelp: true,
    });
  });

  it("is the user's to mend where the image's shell cannot tell whether a pipe failed", () => {
    const line = "dox: step 1 of prep has a pipeline, and the image's shell has no pipefail: a failure could hide";
    expect(told(failed([line]))).toMatchObject({ code: 'shell', message: line.slice(5) });
  });

  it('is left as it is where no step of ours failed', () => {
    const error = failed(['x'], 'the build failed at [1/5] FROM debian');
    expect(preparedFailure(error, { packages, prep })).toBe(error);
    const full = new DoxError('disk-full', 'full', { detail: 'dox: prep step 1 failed with exit code 1' });
    expect(preparedFailure(full, { packages, prep })).toBe(full);
  });
});
