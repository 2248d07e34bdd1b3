import type { RequestContext } from '../request/request-context.js';
import type { Middleware } from './middleware.js';

export interface CorsOptions {
  /** Origins that may read the response; `'*'` for all. Default: `'*'`. */
  readonly origin?: string | readonly string[];
  /** Methods that a page may use; `['*']` for all. Default: DELETE, GET, HEAD, PATCH, POST and PUT. */
  readonly allowMethods?: readonly string[];
  /**
   * Request headers that a page may send; `['*']` for all. `traceparent`, `tracestate` and `baggage`, by which a page that is
   * traced says which trace it is in, always may. Default: Authorization, Content-Type, X-Amz-Date, X-Api-Key and
   * X-Amz-Security-Token.
   */
  readonly allowHeaders?: readonly string[];
  /** Response headers that a script may read. Default: none. */
  readonly exposeHeaders?: readonly string[];
  /** Whether cookies and the like may be sent. Has no effect with `origin: '*'`, as in browsers. Default: false. */
  readonly credentials?: boolean;
  /** Seconds that a browser may keep the answer to a preflight request. Default: not sent. */
  readonly maxAge?: number;
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
const HEADERS = ['Authorization', 'Content-Type', 'X-Amz-Date', 'X-Api-Key', 'X-Amz-Security-Token'];
const TRACE_HEADERS = ['traceparent', 'tracestate', 'baggage'];

/**
 * Answers preflight requests and lets pages of the allowed origins read responses. Used on the router it holds for every
 * path, also for those that are not found.
 *
 * @example
 * ```ts
 * app.use(cors({ origin: ['https://shop.example'], maxAge: 300 }));
 * ```
 */
export function cors(options: CorsOptions = {}): Middleware {
  const origins: readonly string[] = typeof options.origin === 'string' ? [options.origin] : (options.origin ?? ['*']);
  const any = origins.includes('*');
  const { exposeHeaders = [], maxAge } = options;
  // Credentials for whoever asks is what the same-origin policy is there to prevent.
  const credentials = options.credentials === true && !any;
  const methods = (options.allowMethods ?? METHODS).map((method) => method.toUpperCase());
  const headers = lowered(options.allowHeaders ?? HEADERS);

  return async ({ reqCtx, next }) => {
    // A cache must not give one origin's answer to another, nor to a request without one.
    if (!any) reqCtx.appendHeader('vary', 'Origin');
    const origin = reqCtx.header('origin');
    if (origin === undefined || !(any || origins.includes(origin))) return next();

    const preflight = reqCtx.method === 'OPTIONS' ? preflightOf(reqCtx) : undefined;
    const isAllowed =
      preflight && isIn(methods, preflight.method) && preflight.headers.every((name) => isAllowedHeader(headers, name));
    if (reqCtx.method === 'OPTIONS' && !isAllowed) return next();
    reqCtx.setHeader('access-control-allow-origin', any ? '*' : origin);
    if (credentials) reqCtx.setHeader('access-control-allow-credentials', 'true');
    if (!preflight) {
      for (const header of exposeHeaders) reqCtx.appendHeader('access-control-expose-headers', header);
      return next();
    }
    // With credentials, and for `authorization`, browsers do not take `*` for what it stands for.
    const allowedMethods = credentials
      ? methods.map((method) => (method === '*' ? preflight.method : method))
      : methods;
    const traced = preflight.headers.filter((name) => TRACE_HEADERS.includes(name) && !headers.includes(name));
    const allowedHeaders = headers.includes('*')
      ? wildcardHeaders(preflight.headers, credentials)
      : [...headers, ...traced];
    for (const method of allowedMethods) reqCtx.appendHeader('access-control-allow-methods', method);
    for (const header of allowedHeaders) reqCtx.appendHeader('access-control-allow-headers', header);
    if (maxAge !== undefined) reqCtx.setHeader('access-control-max-age', String(maxAge));
    return { statusCode: 204 };
  };
}

interface Preflight {
  readonly method: string;
  readonly headers: readonly string[];
}

/** What a browser asks beforehand: which method and which headers a page may use. */
function preflightOf(reqCtx: RequestContext): Preflight | undefined {
  const method = reqCtx.header('access-control-request-method')?.toUpperCase();
  return method === undefined
    ? undefined
    : { method, headers: listOf(reqCtx.header('access-control-request-headers')) };
}

function isIn(allowed: readonly string[], wanted: string): boolean {
  return allowed.includes('*') || allowed.includes(wanted);
}

function isAllowedHeader(allowed: readonly string[], name: string): boolean {
  return isIn(allowed, name) || TRACE_HEADERS.includes(name);
}

function wildcardHeaders(requested: readonly string[], credentials: boolean): readonly string[] {
  if (credentials) return requested;
  return requested.includes('authorization') ? ['*', 'authorization'] : ['*'];
}

function lowered(texts: readonly string[]): string[] {
  return texts.map((text) => text.toLowerCase());
}

function listOf(header: string | undefined): string[] {
  return lowered((header ?? '').split(',').map((item) => item.trim())).filter((item) => item !== '');
}
