import type { Attributes } from '@opentelemetry/api';
import { isKnownMethod, methodAttributes } from '../shared/http-methods.js';
import { asObject, asText, type UnknownObject } from '../shared/unknown.js';
import { readField } from './carriers/carrier.js';
import type { TriggerSource } from './event-shape.js';

interface HttpRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly route: string | undefined;
  readonly clientAddress: string | undefined;
  readonly domainName: string | undefined;
  readonly protocol: string | undefined;
}

/** The HTTP attributes of a request, and `METHOD route` where the event tells the route. */
export function describeHttp(
  source: TriggerSource,
  event: UnknownObject,
): { attributes: Attributes; spanName: string | undefined } {
  const requestContext = asObject(event.requestContext) ?? {};
  const headers = asObject(event.headers) ?? asObject(event.multiValueHeaders) ?? {};
  const request = readRequest(source, event, requestContext);
  const attributes: Attributes = { 'url.scheme': readField(headers, 'x-forwarded-proto')?.split(',')[0] ?? 'https' };

  const method = request.method?.toUpperCase();
  if (method !== undefined) Object.assign(attributes, methodAttributes(method, request.method));
  set(attributes, 'http.route', request.route);
  set(attributes, 'url.path', request.path);
  setServer(attributes, readField(headers, 'host') ?? request.domainName);
  set(attributes, 'user_agent.original', readField(headers, 'user-agent'));
  set(attributes, 'client.address', request.clientAddress ?? forwardedFor(headers));
  if (request.protocol?.startsWith('HTTP/')) attributes['network.protocol.version'] = request.protocol.slice(5);

  const spanName =
    method !== undefined && request.route !== undefined
      ? `${isKnownMethod(method) ? method : 'HTTP'} ${request.route}`
      : undefined;
  return { attributes, spanName };
}

function readRequest(source: TriggerSource, event: UnknownObject, requestContext: UnknownObject): HttpRequest {
  if (source === 'apigateway-http' || source === 'function-url') {
    const http = asObject(requestContext.http) ?? {};
    return {
      method: asText(http.method),
      path: asText(event.rawPath) ?? asText(http.path),
      route: routeOfKey(asText(event.routeKey)),
      clientAddress: asText(http.sourceIp),
      domainName: asText(requestContext.domainName),
      protocol: asText(http.protocol),
    };
  }
  return {
    method: asText(event.httpMethod) ?? asText(requestContext.httpMethod) ?? asText(event.method),
    path: asText(event.path),
    route: asText(event.resource) ?? asText(requestContext.resourcePath),
    clientAddress: asText(asObject(requestContext.identity)?.sourceIp),
    domainName: asText(requestContext.domainName),
    protocol: asText(requestContext.protocol),
  };
}

/** `GET /users/{id}`: the route is behind the method; `$default` matches anything and so tells nothing. */
function routeOfKey(routeKey: string | undefined): string | undefined {
  const start = routeKey?.indexOf('/') ?? -1;
  return start < 0 ? undefined : routeKey?.slice(start);
}

function forwardedFor(headers: UnknownObject): string | undefined {
  return asText(readField(headers, 'x-forwarded-for')?.split(',')[0]?.trim());
}

function setServer(attributes: Attributes, host: string | undefined): void {
  // The colons inside brackets are those of an IPv6 address.
  const match = host === undefined ? null : /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host);
  if (match === null) return;
  set(attributes, 'server.address', match[1]);
  if (match[2] !== undefined) attributes['server.port'] = Number(match[2]);
}

function set(attributes: Attributes, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') attributes[name] = value;
}
