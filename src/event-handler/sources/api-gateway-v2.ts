import { type EventSource, isFields, isOptionalFields, isOptionalText, singleHeaders } from './event-source.js';

/**
 * An HTTP API's event (payload format 2.0), which a Lambda function URL sends too. `APIGatewayProxyEventV2` of
 * `@types/aws-lambda` is assignable to it.
 */
export interface ApiGatewayV2Event {
  readonly version: string;
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: string[] | undefined;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly queryStringParameters?: { readonly [name: string]: string | undefined } | undefined;
  readonly pathParameters?: { readonly [name: string]: string | undefined } | undefined;
  readonly stageVariables?: { readonly [name: string]: string | undefined } | undefined;
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly domainName: string;
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: string;
    readonly time: string;
    readonly timeEpoch: number;
    readonly authorizer?: unknown;
    readonly authentication?: unknown;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
  };
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

/** Assignable to `APIGatewayProxyStructuredResultV2` of `@types/aws-lambda`. */
export interface ApiGatewayV2Result {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
  cookies?: string[];
}

export function isAPIGatewayProxyEventV2(event: unknown): event is ApiGatewayV2Event {
  return (
    isFields(event) &&
    event.version === '2.0' &&
    typeof event.rawPath === 'string' &&
    isOptionalText(event.rawQueryString) &&
    isOptionalFields(event.headers) &&
    isOptionalText(event.body) &&
    isFields(event.requestContext) &&
    isFields(event.requestContext.http) &&
    typeof event.requestContext.http.method === 'string'
  );
}

export const apiGatewayV2: EventSource<ApiGatewayV2Event, ApiGatewayV2Result> = {
  responseType: 'ApiGatewayV2',
  matches: isAPIGatewayProxyEventV2,

  toRequest: (event) => ({
    method: event.requestContext.http.method.toUpperCase(),
    path: event.rawPath,
    stagePrefix: stagePrefixOf(event.requestContext.stage),
    headers: event.headers ?? {},
    multiValueHeaders: undefined,
    cookies: event.cookies,
    queryString: () => event.rawQueryString ?? '',
    body: event.body ?? undefined,
    isBase64Encoded: event.isBase64Encoded === true,
    domainName: event.requestContext.domainName,
  }),

  toResult: (reply) => {
    const result: ApiGatewayV2Result = {
      statusCode: reply.status,
      headers: singleHeaders(reply),
      body: reply.body,
      isBase64Encoded: reply.isBase64Encoded,
    };
    const cookies = reply.headers.get('set-cookie');
    if (cookies) result.cookies = cookies;
    return result;
  },
};

/** Named stages are part of an HTTP API's path, unlike `$default`. */
function stagePrefixOf(stage: string | undefined): string | undefined {
  return stage && stage !== '$default' ? `/${stage}` : undefined;
}
