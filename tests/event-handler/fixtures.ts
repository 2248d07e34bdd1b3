import { readFileSync } from 'node:fs';
import type { ApiGatewayV2Event } from '../../src/event-handler/index.js';
import type { LambdaContext } from '../../src/invocation/index.js';

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

export interface RequestParts {
  method?: string;
  path?: string;
  /** Without the question mark. */
  query?: string;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
  stage?: string;
}

/** The recorded HTTP API event with another request in it. */
export const httpApi = (parts: RequestParts = {}): ApiGatewayV2Event => {
  const event = recorded<ApiGatewayV2Event>('http-api');
  const { method = 'GET', path = event.rawPath, query = '', headers = {}, cookies, body, stage = '$default' } = parts;
  return {
    ...event,
    rawPath: path,
    rawQueryString: query,
    headers: { ...event.headers, ...headers },
    cookies,
    body,
    isBase64Encoded: parts.isBase64Encoded ?? false,
    requestContext: { ...event.requestContext, stage, http: { ...event.requestContext.http, method, path } },
  };
};
