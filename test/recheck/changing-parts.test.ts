import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { bugSearches } from '../../src/recheck/bug-searches.ts';
import { lastingParts } from '../../src/recheck/changing-parts.ts';
import { signatureDraft } from '../../src/recheck/signature-draft.ts';

describe('what is another one each time in an error', () => {
  it.each([
    ['an address', 'no answer from http://10.0.0.7:8080/v2?x=1 at all', ['no answer from ', ' at all']],
    ['a place in memory', 'leaked <Foo object at 0x7f12ab> twice', ['leaked <Foo object at ', '> twice']],
    ['a UUID', 'server 4f9a1c22-0d3e-4b5c-9f00-1234567890ab is gone', ['server ', ' is gone']],
    ['a commit', 'commit a1f9c0d is unknown', ['commit ', ' is unknown']],
    ['an id without dashes', 'token deadbeef00deadbeef00deadbeef0000 expired', ['token ', ' expired']],
    ['a path', 'cannot open /tmp/x81/lock of it', ['cannot open ', ' of it']],
    ['a number with its unit', 'took 30s, or 1.5 hours', ['took ', ', or ', ' hours']],
    ['a code before a word', 'status 404:Not Found, line 3: no', ['status ', 'Not Found, line ', ' no']],
    ['a time', 'at 12:30:01 it ended', ['at ', ' it ended']],
    ['an address of the net and a port', 'host 10.0.0.7:22 refused', ['host ', ' refused']],
    ['the number of a machine', 'lost vm12 of instance-0000001a', ['lost vm', ' of instance-', '']],
    ['nothing', 'no IPv4 route, decade facade', ['no IPv4 route, decade facade']],
  ])('is %s', (_, text, parts) => {
    expect(lastingParts(text)).toEqual(parts);
  });

  it('is neither searched for nor part of a signature', () => {
    const message = 'TimeoutError: lost vm12 in commit a1f9c0d, no IPv4 route';
    const [, error] = bugSearches({ id: 'test_a', message });
    expect(error?.text).toBe('TimeoutError: lost vm in commit no IPv4 route');
    const draft = signatureDraft(makeFailure({ id: 'test_a', runner: 'pytest', message }), null);
    expect(draft).toContain("  text: ['TimeoutError: lost vm', 'in commit', ', no IPv4 route']\n");
  });
});
