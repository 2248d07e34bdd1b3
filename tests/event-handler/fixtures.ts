import { readFileSync } from 'node:fs';
import type {
  AlbEvent,
  ApiGatewayV1Event,
  ApiGatewayV2Event,
  RouterResponse,
  VpcLatticeV1Event,
  VpcLatticeV2Event,
} from '../../src/event-handler/index.js';
import type { LambdaContext } from '../../src/invocation/lambda-context.js';

/** A recorded event, anew for each use. */
export const recorded = <TEvent>(name: string): TEvent =>
  JSON.parse(readFileSync(new URL(`./events/${name}.json`, import.meta.url), 'utf8')) as TEvent;

export const context: LambdaContext = {
  functionName: 'orders',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '256',
  awsRequestId: '6f1a2b3c-0000-4000-8000-000000000001',
  getRemainingTimeInMillis: () => 3000,
};

/** A request as a client sends it, to be told the way each source tells it. */
export interface RequestParts {
  method?: string;
  path?: string;
  /** Without the question mark, encoded. */
  query?: string;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
  stage?: string;
}

const isBase64 = (parts: RequestParts): boolean => parts.isBase64Encoded ?? false;

const withHttp = (name: string, parts: RequestParts): ApiGatewayV2Event => {
  const event = recorded<ApiGatewayV2Event>(name);
  const { method = 'GET', path = event.rawPath, query = '', headers = {}, cookies, body, stage = '$default' } = parts;
  return {
    ...event,
    rawPath: path,
    rawQueryString: query,
    headers: { ...event.headers, ...headers },
    cookies,
    body,
    isBase64Encoded: isBase64(parts),
    requestContext: { ...event.requestContext, stage, http: { ...event.requestContext.http, method, path } },
  };
};

export const httpApi = (parts: RequestParts = {}): ApiGatewayV2Event => withHttp('http-api', parts);
export const functionUrl = (parts: RequestParts = {}): ApiGatewayV2Event => withHttp('function-url', parts);

const single = (all: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1) ?? '']));

const listsOf = (pairs: Iterable<[string, string]>): Record<string, string[]> => {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
};

/** The pairs of a query as a load balancer gives them, still encoded. */
const rawPairs = (query: string): [string, string][] =>
  query === ''
    ? []
    : query.split('&').map((pair): [string, string] => {
        const [name = '', value = ''] = pair.split('=');
        return [name, value];
      });

const headerLists = (event: Record<string, string[]>, parts: RequestParts): Record<string, string[]> => {
  const { headers = {}, cookies } = parts;
  const own = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value]]);
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  if (cookies) names.add('cookie');
  const kept = Object.entries(event).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries([...kept, ...own, ...(cookies ? [['cookie', [cookies.join('; ')]] as const] : [])]);
};

export const restApi = (parts: RequestParts = {}): ApiGatewayV1Event => {
  const event = recorded<ApiGatewayV1Event & { multiValueHeaders: Record<string, string[]> }>('rest-api');
  const { method = 'GET', path = event.path, query = '', body = null, stage = 'prod' } = parts;
  const headers = headerLists(event.multiValueHeaders, parts);
  const queries = listsOf(new URLSearchParams(query));
  return {
    ...event,
    httpMethod: method,
    path,
    headers: single(headers),
    multiValueHeaders: headers,
    queryStringParameters: query ? single(queries) : null,
    multiValueQueryStringParameters: query ? queries : null,
    body,
    isBase64Encoded: isBase64(parts),
    requestContext: { ...event.requestContext, httpMethod: method, path: `/${stage}${path}`, stage },
  };
};

export const albMultiValue = (parts: RequestParts = {}): AlbEvent => {
  const event = recorded<AlbEvent & { multiValueHeaders: Record<string, string[]> }>('alb-multi-value');
  const { method = 'GET', path = event.path, query = '', body = '' } = parts;
  return {
    ...event,
    httpMethod: method,
    path,
    multiValueHeaders: headerLists(event.multiValueHeaders, parts),
    multiValueQueryStringParameters: listsOf(rawPairs(query)),
    body,
    isBase64Encoded: isBase64(parts),
  };
};

export const alb = (parts: RequestParts = {}): AlbEvent => {
  const { multiValueHeaders = {}, multiValueQueryStringParameters = {}, ...event } = albMultiValue(parts);
  const lists = (values: object) => values as Record<string, string[]>;
  return {
    ...event,
    headers: single(lists(multiValueHeaders)),
    queryStringParameters: single(lists(multiValueQueryStringParameters)),
  };
};

export const vpcLatticeV2 = (parts: RequestParts = {}): VpcLatticeV2Event => {
  const event = recorded<VpcLatticeV2Event & { headers: Record<string, string[]> }>('vpc-lattice-v2');
  const { method = 'GET', path = event.path, query = '', body } = parts;
  return {
    ...event,
    method,
    path,
    headers: headerLists(event.headers, parts),
    queryStringParameters: query ? listsOf(new URLSearchParams(query)) : undefined,
    body,
    isBase64Encoded: isBase64(parts),
  };
};

export const vpcLatticeV1 = (parts: RequestParts = {}): VpcLatticeV1Event => {
  const { headers, path, method, body, isBase64Encoded } = vpcLatticeV2(parts);
  const { query = '' } = parts;
  return {
    raw_path: query ? `${path}?${query}` : path,
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values?.join(', ')])),
    query_string_parameters: Object.fromEntries(new URLSearchParams(query)),
    body,
    is_base64_encoded: isBase64Encoded,
  };
};

/** Every source, each telling the same request in its own way. */
export const sources = { httpApi, functionUrl, restApi, alb, albMultiValue, vpcLatticeV1, vpcLatticeV2 };
/** Those that Powertools' router has too. */
export const sharedSourceNames = ['httpApi', 'functionUrl', 'restApi', 'alb', 'albMultiValue'] as const;
export const sourceNames = [...sharedSourceNames, 'vpcLatticeV1', 'vpcLatticeV2'] as const;

/** A result as the gateway that gets it understands it. */
export interface Received {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

export const receive = (result: RouterResponse): Received => {
  const headers: Record<string, string> = {};
  const cookies: string[] = 'cookies' in result ? [...(result.cookies ?? [])] : [];
  const lists = 'multiValueHeaders' in result ? (result.multiValueHeaders ?? {}) : {};
  const all = [
    ...Object.entries(result.headers ?? {}).map(([name, value]): [string, string[]] => [name, [value]]),
    ...Object.entries(lists),
  ];
  for (const [name, values] of all) {
    if (name.toLowerCase() === 'set-cookie') cookies.push(...values);
    else headers[name.toLowerCase()] = values.join(', ');
  }
  return {
    status: result.statusCode,
    headers,
    cookies,
    body: Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8'),
  };
};
