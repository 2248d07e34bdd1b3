import { isRecord, type Values } from '../is-record.js';
import { toAlbEvent } from './alb-event.js';
import { toApiGatewayEvent } from './api-gateway-event.js';
import {
  type HttpResponse,
  internalServerError,
  jsonResponse,
  readHead,
  toHttpResponse,
} from './api-gateway-result.js';
import type { HttpRequest, RequestFacts } from './http-request.js';
import { toRestEvent } from './rest-event.js';
import type { RequestSource, Route, RouteMatch } from './routes.js';

/** How one kind of front hands requests to a function, and reads what the function returns. */
interface Integration {
  toEvent(request: HttpRequest, match: RouteMatch, facts: RequestFacts): Values;
  toResponse(payload: Buffer, route: Route): HttpResponse;
  /** What the client gets when the function failed. */
  failed(): HttpResponse;
}

const INTEGRATIONS: Readonly<Record<RequestSource, Integration>> = {
  HttpApi: { toEvent: toApiGatewayEvent, toResponse: toHttpResponse, failed: internalServerError },
  HttpApi1: {
    toEvent: toRestEvent,
    toResponse: (payload) => structured(payload, 'text/plain; charset=utf-8') ?? internalServerError(),
    failed: internalServerError,
  },
  Api: {
    toEvent: toRestEvent,
    toResponse: (payload) => structured(payload, 'application/json') ?? malformed(),
    failed: malformed,
  },
  FunctionUrl: {
    toEvent: toApiGatewayEvent,
    toResponse: toHttpResponse,
    failed: () => plainText(502, 'Internal Server Error'),
  },
  ALB: {
    toEvent: toAlbEvent,
    toResponse: (payload, { multiValue }) => structured(payload, undefined, multiValue ?? false) ?? badGateway(),
    failed: badGateway,
  },
};

export function integrationOf({ source = 'HttpApi' }: Route): Integration {
  return INTEGRATIONS[source];
}

/** What a client gets where no route takes its request. */
export function notFound(routes: readonly Route[]): HttpResponse {
  // A REST API does not tell a path that is not there from one that may not be seen.
  return routes.length > 0 && routes.every(({ source }) => source === 'Api')
    ? jsonResponse(403, { message: 'Missing Authentication Token' })
    : jsonResponse(404, { message: 'Not Found' });
}

/**
 * The response that a result with a status code means; undefined for any other result, which is refused.
 *
 * @param multiValue whether only the lists of headers count, or only the single ones; default: both
 */
function structured(payload: Buffer, defaultType?: string, multiValue?: boolean): HttpResponse | undefined {
  const result = parse(payload);
  if (result?.statusCode === undefined) return undefined;
  const { headers, multiValueHeaders: lists, statusCode, body = '', isBase64Encoded } = result;
  const single = readHead({ statusCode, headers: multiValue === true ? {} : (headers ?? {}) });
  if (!single || (body !== null && typeof body !== 'string')) return undefined;
  const several = multiValue === false ? [] : Object.entries(isRecord(lists) ? lists : {});
  const merged = new Map<string, string | string[]>(single.headers);
  for (const [name, values] of several) {
    if (!Array.isArray(values) || !readHead({ headers: { [name]: values.join() } })) return undefined;
    const alone = merged.get(name.toLowerCase());
    const all = values.map(String);
    merged.set(name.toLowerCase(), typeof alone === 'string' && !all.includes(alone) ? [...all, alone] : all);
  }
  if (defaultType !== undefined && !merged.has('content-type')) merged.set('content-type', defaultType);
  const bytes = Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
  return { statusCode: single.statusCode, headers: [...merged], body: bytes };
}

function parse(payload: Buffer): Values | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function malformed(): HttpResponse {
  return jsonResponse(502, { message: 'Internal server error' });
}

function plainText(statusCode: number, text: string): HttpResponse {
  return { statusCode, headers: [['content-type', 'text/plain']], body: Buffer.from(text) };
}

function badGateway(): HttpResponse {
  const page =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';
  return { statusCode: 502, headers: [['content-type', 'text/html']], body: Buffer.from(page) };
}
