import type { RequestContext } from '../request/request-context.js';

/** Where the request comes from, as API Gateway says or else the first of those that have passed it on. */
export function clientAddress({ responseType, event, header }: RequestContext): string | undefined {
  // A test may have made the event, and less of it than its type has.
  if (responseType === 'ApiGatewayV1') return event.requestContext.identity?.sourceIp;
  if (responseType === 'ApiGatewayV2') return event.requestContext.http.sourceIp;
  return header('x-forwarded-for')?.split(',')[0]?.trim() || undefined;
}
