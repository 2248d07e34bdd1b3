import type { RequestContext } from '../request/request-context.js';
import type { Middleware } from './middleware.js';

export interface CompressOptions {
  /** Default: `'gzip'`. */
  readonly encoding?: 'gzip' | 'deflate';
  /** Bodies of at most so many bytes are sent as they are. Default: 1024. */
  readonly threshold?: number;
}

// What is compressed already only grows.
const COMPRESSED_TYPES = /^(image\/(?!svg)|audio\/|video\/|font\/woff|application\/(zip|gzip|x-7z|x-rar|zstd|pdf))/i;

/**
 * Compresses bodies above a size for clients that accept it. API Gateway's HTTP APIs pass the result on as it is; a REST
 * API needs the media type among its binary ones.
 *
 * @example
 * ```ts
 * app.get('/report', [compress({ threshold: 4096 })], () => report());
 * ```
 */
export function compress({ encoding = 'gzip', threshold = 1024 }: CompressOptions = {}): Middleware {
  return async ({ reqCtx, next }) => {
    await next();
    await compressResponse(reqCtx, encoding, threshold);
  };
}

function deflateBytes(bytes: Uint8Array, encoding: 'gzip' | 'deflate'): Promise<Uint8Array> {
  const zlib = process.getBuiltinModule('node:zlib');
  return new Promise((resolve, reject) => {
    zlib[encoding](bytes, (error, compressed) => (error ? reject(error) : resolve(compressed)));
  });
}

function isCompressible({ headers }: Response): boolean {
  return (
    !headers.has('content-encoding') &&
    !headers.has('transfer-encoding') &&
    !/(^|,)\s*no-transform\s*(,|$)/i.test(headers.get('cache-control') ?? '') &&
    !COMPRESSED_TYPES.test(headers.get('content-type') ?? '')
  );
}

function varies(headers: Headers): boolean {
  return /(^|,)\s*(accept-encoding|\*)\s*(,|$)/i.test(headers.get('vary') ?? '');
}

async function compressResponse(
  reqCtx: RequestContext,
  encoding: 'gzip' | 'deflate',
  threshold: number,
): Promise<void> {
  const response = reqCtx.res;
  if (response.body === null || reqCtx.method === 'HEAD' || !isCompressible(response)) return;
  const bytes = new Uint8Array(await response.clone().arrayBuffer());
  if (bytes.byteLength <= threshold) return;
  // Another client may get another encoding of the same thing, or none.
  if (!varies(response.headers)) reqCtx.appendHeader('vary', 'Accept-Encoding');
  if (!accepts(reqCtx.header('accept-encoding'), encoding)) return;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  headers.set('content-encoding', encoding);
  reqCtx.res = new Response(await deflateBytes(bytes, encoding), { status, statusText, headers });
}

/** Whether an `accept-encoding` allows the encoding: by its own weight, else by that of `*`. Without one, all are allowed. */
function accepts(acceptEncoding: string | undefined, encoding: string): boolean {
  if (acceptEncoding === undefined) return true;
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name, weight === undefined ? 1 : Number(weight));
  }
  return (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
}
