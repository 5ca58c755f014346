import { setTimeout as wait } from 'node:timers/promises';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import { version } from '../base/version.ts';

/** A web API that speaks JSON, and how it is asked. */
export interface Api {
  /** Without a slash at its end. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Milliseconds that one answer may take. */
  readonly timeout: number;
  /** Milliseconds before each further try where the server says that it is just now not able. */
  readonly pauses: readonly number[];
  /** What was answered before, by address. */
  readonly answers: Answers;
  readonly now: () => number;
}

/** An answer that was kept, with what the server wants to be asked whether it still holds. */
export interface Answer {
  readonly etag: string | null;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly body: unknown;
  /** The address of the next page, or null. */
  readonly next: string | null;
}

/** Where answers are kept. */
export interface Answers {
  get(address: string): Answer | null;
  set(address: string, answer: Answer): void;
}

/** The pauses of launchpadlib (lazr.restfulclient, _request_and_retry). */
export const usualPauses: readonly number[] = [0, 1000, 2000, 4000];
export const usualTimeout = 20_000;

/** An answer that is younger is not asked for again. */
const fresh = 10 * 60_000;
const mostBytes = 8 * 1024 * 1024;
/** A rate limit that ends sooner is waited for, once. */
const longestWait = 10_000;

/** Asks for a JSON document: from what is kept, or with what is kept as its proof. Throws `pull-failed` where it cannot be had. */
export async function getJson(api: Api, address: string): Promise<Answer> {
  const kept = api.answers.get(address);
  if (kept !== null && api.now() - kept.time < fresh) return kept;
  const proof = kept?.etag == null ? {} : { 'if-none-match': kept.etag };
  const response = await ask(api, address, { method: 'GET', headers: proof });
  if (response.status === 304 && kept !== null) {
    await response.body?.cancel();
    const again = { ...kept, time: api.now() };
    api.answers.set(address, again);
    return again;
  }
  const body = parsed(await textOf(response, address), address);
  const answer: Answer = { etag: response.headers.get('etag'), time: api.now(), body, next: nextOf(response) };
  api.answers.set(address, answer);
  return answer;
}

/** Sends a JSON document and returns the text of the answer. It is sent once: nobody wants a comment twice. */
export async function postJson(api: Api, address: string, document: unknown): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await ask({ ...api, pauses: [] }, address, {
    method: 'POST',
    headers,
    body: JSON.stringify(document),
  });
  return textOf(response, address);
}

interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(api: Api, address: string, asked: Asked): Promise<Response> {
  let hasWaited = false;
  for (let attempt = 0; ; attempt += 1) {
    const response = await send(api, address, asked);
    if (response.ok || response.status === 304) return response;
    const pause = api.pauses[attempt];
    if ([502, 503, 504].includes(response.status) && pause !== undefined) {
      await response.body?.cancel();
      await wait(pause, undefined, { signal: api.signal });
      continue;
    }
    const limit = limitOf(response, api.now());
    if (limit !== null && limit <= longestWait && !hasWaited && api.pauses.length > 0) {
      hasWaited = true;
      await response.body?.cancel();
      await wait(limit, undefined, { signal: api.signal });
      continue;
    }
    throw await refused(response, address, { limit, mayTakeToken: takesTokens(api) });
  }
}

async function send(api: Api, address: string, { method, headers, body }: Asked): Promise<Response> {
  const late = AbortSignal.timeout(api.timeout);
  try {
    return await fetch(address, {
      method,
      headers: { accept: 'application/json', 'user-agent': `dox/${version}`, ...api.headers, ...headers },
      signal: AbortSignal.any([api.signal, late]),
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    if (api.signal.aborted) throw new DoxError('interrupted', 'interrupted');
    const why = late.aborted ? `no answer in ${api.timeout / 1000} s` : causeOf(error);
    throw new DoxError('pull-failed', `${hostOf(address)} cannot be asked: ${why}`, { retryMayHelp: true });
  }
}

/** Milliseconds until a rate limit ends, if that is what the answer is about (docs.github.com, "Rate limits for the REST API"). */
function limitOf({ status, headers }: Response, now: number): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = headers.get('retry-after');
  if (after !== null && /^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const reset = headers.get('x-ratelimit-reset');
  const isUsedUp = headers.get('x-ratelimit-remaining') === '0' || status === 429;
  if (!isUsedUp) return null;
  return reset !== null && /^\d{1,12}$/.test(reset) ? Math.max(0, Number(reset) * 1000 - now) : 60_000;
}

/** GitHub answers those with a token more often; Launchpad and Gerrit do not. */
function takesTokens({ headers }: Api): boolean {
  return headers.accept?.includes('github') === true && headers.authorization === undefined;
}

async function refused(
  response: Response,
  address: string,
  { limit, mayTakeToken }: { readonly limit: number | null; readonly mayTakeToken: boolean },
): Promise<DoxError> {
  const { status, statusText } = response;
  const said = messageOf(await textOf(response, address).catch(() => ''));
  const host = hostOf(address);
  if (limit !== null) {
    const minutes = Math.ceil(limit / 60_000);
    const again = `it answers again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`;
    const hint = mayTakeToken ? `${again}; with a token it answers more often` : again;
    return new DoxError('pull-failed', `${host} answers no more for now: its rate limit is used up`, {
      hint,
      retryMayHelp: true,
    });
  }
  const message = `${host} says ${status} ${said || statusText}`.trim();
  if (status === 401 || status === 403) {
    return new DoxError('usage', message, { hint: 'the token or password is missing, wrong, or may not do this' });
  }
  return new DoxError(status >= 500 ? 'pull-failed' : 'usage', message, { retryMayHelp: status >= 500 });
}

/** What the body says, as GitHub writes it in JSON and Gerrit as text; one line of it. */
function messageOf(text: string): string {
  try {
    const { message }: { readonly message?: unknown } = JSON.parse(text);
    if (typeof message === 'string') return message.slice(0, 200);
  } catch {
    // it is no JSON
  }
  return /^[^<{]/.test(text) ? (text.split('\n')[0] ?? '').slice(0, 200) : '';
}

async function textOf(response: Response, address: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > mostBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new DoxError('pull-failed', `${hostOf(address)} broke off: ${causeOf(error)}`, { retryMayHelp: true });
  }
  if (size > mostBytes) throw new DoxError('pull-failed', `${hostOf(address)} answers with more than a search can be`);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string, address: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DoxError('pull-failed', `${hostOf(address)} does not answer with JSON: is that the address of its API?`);
  }
}

/** The next page by the header Link (RFC 8288). */
function nextOf({ headers }: Response): string | null {
  const links = (headers.get('link') ?? '').slice(0, 4000).split(',');
  const next = links.find((link) => /;\s{0,9}rel="?next"?/.test(link));
  return next === undefined ? null : (/<([^<>]{1,2000})>/.exec(next)?.[1] ?? null);
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** fetch says only "fetch failed"; its cause tells why. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || (errorCode(cause) ?? 'it failed') : String(cause);
}
