import { ACCOUNT_ID } from '../functions/function-definition.js';
import type { Values } from '../is-record.js';
import { type HttpRequest, isOfConnection, isTextType, pathOf, queryOf, type RequestFacts } from './http-request.js';
import { lastOf, listsOf } from './rest-event.js';
import type { RouteMatch } from './routes.js';

/** The event that an Application Load Balancer sends for a request. Parameters of the query stay encoded, as it leaves them. */
export function toAlbEvent(request: HttpRequest, { route }: RouteMatch, { traceHeader }: RequestFacts): Values {
  const { method, url, headers, body, sourceIp } = request;
  const sent = listsOf([
    ...Object.entries(headers).flatMap(([name, values = []]) =>
      isOfConnection(name) ? [] : values.map((value): [string, string] => [name, value]),
    ),
    ['x-amzn-trace-id', traceHeader],
    ['x-forwarded-for', sourceIp],
    ['x-forwarded-port', headers.host?.[0]?.split(':')[1] ?? '80'],
    ['x-forwarded-proto', 'http'],
  ]);
  const parameters = queryOf(url)
    .split('&')
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const split = part.indexOf('=');
      return split < 0 ? [part, ''] : [part.slice(0, split), part.slice(split + 1)];
    });
  const query = listsOf(parameters) ?? {};
  const isText = isTextType(headers['content-type']?.[0]);
  const targetGroupArn = `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT_ID}:targetgroup/${route.functionName}/local`;
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: method,
    path: pathOf(url),
    ...(route.multiValue
      ? { multiValueQueryStringParameters: query, multiValueHeaders: sent }
      : { queryStringParameters: lastOf(query), headers: lastOf(sent) }),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
