import type { RequestContext } from '../request/request-context.js';
import type { Middleware } from './middleware.js';

export interface CorsOptions {
  /** Origins that may read the response; `'*'` for all. Default: `'*'`. */
  readonly origin?: string | readonly string[];
  /** Default: DELETE, GET, HEAD, PATCH, POST and PUT. */
  readonly allowMethods?: readonly string[];
  /** Default: Authorization, Content-Type, X-Amz-Date, X-Api-Key and X-Amz-Security-Token. */
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
  const { credentials = false, exposeHeaders = [], maxAge } = options;
  const methods = (options.allowMethods ?? METHODS).map((method) => method.toUpperCase());
  const headers = lowered(options.allowHeaders ?? HEADERS);
  const isAllowedPreflight = (reqCtx: RequestContext): boolean => {
    const method = reqCtx.header('access-control-request-method')?.toUpperCase();
    return (
      method !== undefined &&
      methods.includes(method) &&
      listOf(reqCtx.header('access-control-request-headers')).every((header) => headers.includes(header))
    );
  };

  return async ({ reqCtx, next }) => {
    // A cache must not give one origin's answer to another, nor to a request without one.
    if (!any) reqCtx.appendHeader('vary', 'Origin');
    const origin = reqCtx.header('origin');
    if (origin === undefined || !(any || origins.includes(origin))) return next();

    const preflight = reqCtx.method === 'OPTIONS' && isAllowedPreflight(reqCtx);
    if (reqCtx.method === 'OPTIONS' && !preflight) return next();
    reqCtx.setHeader('access-control-allow-origin', any ? '*' : origin);
    // Credentials for whoever asks is what the same-origin policy is there to prevent.
    if (credentials && !any) reqCtx.setHeader('access-control-allow-credentials', 'true');
    if (!preflight) {
      for (const header of exposeHeaders) reqCtx.appendHeader('access-control-expose-headers', header);
      return next();
    }
    for (const method of methods) reqCtx.appendHeader('access-control-allow-methods', method);
    for (const header of headers) reqCtx.appendHeader('access-control-allow-headers', header);
    if (maxAge !== undefined) reqCtx.setHeader('access-control-max-age', String(maxAge));
    return { statusCode: 204 };
  };
}

function lowered(texts: readonly string[]): string[] {
  return texts.map((text) => text.toLowerCase());
}

function listOf(header: string | undefined): string[] {
  return lowered((header ?? '').split(',').map((item) => item.trim())).filter((item) => item !== '');
}
