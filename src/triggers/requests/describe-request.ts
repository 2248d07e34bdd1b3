import type { Attributes } from '@opentelemetry/api';
import { isKnownMethod, methodAttributes } from '../../shared/http-methods.js';
import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { setText } from '../attributes.js';
import { type Carrier, readField } from '../carriers/carrier.js';
import type { Description, EventShape } from '../event-source.js';

/** What the event of an HTTP request says, whatever its form. */
export interface RequestFacts {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly route?: string | undefined;
  readonly clientAddress?: string | undefined;
  readonly domainName?: string | undefined;
  readonly protocol?: string | undefined;
}

/** The HTTP attributes of a request, and `METHOD route` where the event tells the route. */
export function describeRequest({ event }: EventShape, facts: RequestFacts): Description {
  const headers = asObject(event.headers) ?? asObject(event.multiValueHeaders) ?? {};
  const attributes: Attributes = { 'url.scheme': readField(headers, 'x-forwarded-proto')?.split(',')[0] ?? 'https' };
  const method = facts.method?.toUpperCase();
  if (method !== undefined) Object.assign(attributes, methodAttributes(method, facts.method));
  setText(attributes, 'http.route', facts.route);
  setText(attributes, 'url.path', facts.path);
  setServer(attributes, readField(headers, 'host') ?? facts.domainName);
  setText(attributes, 'user_agent.original', readField(headers, 'user-agent'));
  setText(attributes, 'client.address', facts.clientAddress ?? forwardedFor(headers));
  if (facts.protocol?.startsWith('HTTP/')) attributes['network.protocol.version'] = facts.protocol.slice(5);
  if (method === undefined || facts.route === undefined) return { attributes };
  return { attributes, spanName: `${isKnownMethod(method) ? method : 'HTTP'} ${facts.route}` };
}

/** As `describeRequest`, for what is answered otherwise than by the route: the span is not named after it. */
export function describeUnnamed(shape: EventShape, facts: RequestFacts): Description {
  return { attributes: describeRequest(shape, facts).attributes };
}

/** Of payload format 2.0: HTTP APIs and function URLs. */
export function factsOfFormat2({ event, requestContext }: EventShape): RequestFacts {
  const http = asObject(requestContext?.http) ?? {};
  return {
    method: asText(http.method),
    path: asText(event.rawPath) ?? asText(http.path),
    route: routeOfKey(asText(event.routeKey)),
    clientAddress: asText(http.sourceIp),
    domainName: asText(requestContext?.domainName),
    protocol: asText(http.protocol),
  };
}

/** Of payload format 1.0, and what is made after it. */
export function factsOfFormat1({ event, requestContext }: EventShape): RequestFacts {
  return {
    method: asText(event.httpMethod) ?? asText(requestContext?.httpMethod) ?? asText(event.method),
    path: asText(event.path),
    route: asText(event.resource) ?? asText(requestContext?.resourcePath),
    clientAddress: asText(asObject(requestContext?.identity)?.sourceIp),
    domainName: asText(requestContext?.domainName),
    protocol: asText(requestContext?.protocol),
  };
}

/** The request's headers. */
export function requestCarriers({ event }: EventShape): Carrier[] {
  // A load balancer with multi-value headers on sends no `headers`.
  const fields =
    asObject(event.headers) ?? asObject(event.multiValueHeaders) ?? asObject(asObject(event.request)?.headers);
  return fields === undefined ? [] : [{ fields }];
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
  setText(attributes, 'server.address', match[1]);
  if (match[2] !== undefined) attributes['server.port'] = Number(match[2]);
}
