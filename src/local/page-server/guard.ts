import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What makes a request that changes something the page's own. */
const TOKEN_HEADER = 'x-otel-powertools-token';

/** A refusal, with the status to answer. */
export interface Refusal {
  readonly status: 403;
  readonly message: string;
}

/**
 * Why a request to the page or its data is not answered. Whatever a browser on this machine has open may send requests
 * here: other sites, other servers of this machine, which are the same site by another port, and names of strangers that
 * point to 127.0.0.1.
 */
export function refusalOf(request: IncomingMessage, port: number, token: string): Refusal | undefined {
  const { host, origin } = request.headers;
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (host === undefined || !own.includes(host)) {
    return refused(`This page is at http://127.0.0.1:${port}, and answers no request to "${host ?? ''}".`);
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return refused(`No requests are taken from pages of "${origin}".`);
  }
  const site = request.headers['sec-fetch-site'];
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && !request.url?.startsWith('/api/');
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
    return refused('No requests are taken from other sites.');
  }
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  return isToken(request.headers[TOKEN_HEADER], token)
    ? undefined
    : refused(`A request that changes something needs the token of this session as ${TOKEN_HEADER}.`);
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function refused(message: string): Refusal {
  return { status: 403, message };
}
