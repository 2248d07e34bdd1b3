import { SpanKind } from '@opentelemetry/api';
import { CALLEE_HOST, CALLEE_PORT, FULL_URL, HOST_HEADER } from './attribute-names.js';
import {
  type AttributeReader,
  integer,
  peek,
  peekText,
  type Reading,
  take,
  takeText,
  unlessEmpty,
} from './attributes.js';
import type { Http, HttpRequest } from './segment-document.js';
import { urlOf, withoutCredentials, withoutQuery } from './url.js';

const METHOD = 'http.request.method http.method';
const STATUS = 'http.response.status_code http.status_code';
const SCHEME = 'url.scheme http.scheme';
const PATH = 'url.path';
const QUERY = 'url.query';
const TARGET = 'http.target';
const SERVER_HOST = 'server.address http.server_name net.host.name';
const SERVER_PORT = 'server.port net.host.port';
const USER_AGENT = 'user_agent.original http.user_agent';
const CLIENT = 'client.address http.client_ip';
const SOCKET_PEER = 'network.peer.address net.sock.peer.addr net.peer.ip';

// An address alone says nothing about HTTP.
const SIGNS_OF_HTTP = `${METHOD} ${STATUS} ${FULL_URL} ${SCHEME} ${PATH} ${TARGET} ${HOST_HEADER} ${USER_AGENT}`;

const IP_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+)$/i;

export interface HttpSettings {
  readonly kind: SpanKind;
  /** The call is one of an AWS API: its URL is the service's, and says nothing that `aws` does not. */
  readonly awsCall: boolean;
  readonly segment: boolean;
  /** Whether a client's URL keeps its query string. */
  readonly clientQuery: boolean;
}

export function httpBlock(reader: AttributeReader, settings: HttpSettings): Http | undefined {
  if (peek(reader, SIGNS_OF_HTTP) === undefined) return undefined;
  const response = unlessEmpty({
    status: take(reader, STATUS, integer),
    content_length:
      take(reader, 'http.response.body.size http.response_content_length', integer) ??
      take(reader, 'http.response.header.content-length http.response.header.content_length', onlyInteger),
  });
  return unlessEmpty({ request: settings.awsCall ? undefined : requestBlock(reader, settings), response });
}

const onlyInteger: Reading<number> = (value) =>
  Array.isArray(value) && value.length === 1 ? integer(Number(value[0])) : undefined;

function requestBlock(reader: AttributeReader, { kind, segment, clientQuery }: HttpSettings): HttpRequest | undefined {
  const server = kind === SpanKind.SERVER;
  const method = takeText(reader, METHOD);
  const url = requestUrl(reader, server);
  return unlessEmpty({
    method,
    url: server || clientQuery || url === undefined ? url : withoutQuery(url),
    // A client's own user agent and the address of the server it called are no facts about a caller.
    ...(server ? callerOf(reader, segment) : undefined),
  });
}

function callerOf(reader: AttributeReader, segment: boolean): HttpRequest {
  const claimed = peekText(reader, CLIENT);
  const peer = peekText(reader, SOCKET_PEER);
  const forwarded = claimed !== undefined && claimed !== peer && IP_ADDRESS.test(claimed);
  const address = forwarded ? claimed : peer;
  const clientIp = address !== undefined && IP_ADDRESS.test(address) ? address : undefined;
  if (clientIp === claimed) takeText(reader, CLIENT);
  if (clientIp === peer) takeText(reader, SOCKET_PEER);
  return {
    user_agent: takeText(reader, USER_AGENT),
    client_ip: clientIp,
    x_forwarded_for: forwarded && segment ? true : undefined,
  };
}

function requestUrl(reader: AttributeReader, server: boolean): string | undefined {
  const full = takeText(reader, FULL_URL);
  if (full === undefined)
    return assembledUrl(reader, server ? SERVER_HOST : CALLEE_HOST, server ? SERVER_PORT : CALLEE_PORT);
  if (!server) {
    // What the URL says already, with the query that it is not to say.
    for (const names of [SCHEME, HOST_HEADER, PATH, QUERY, TARGET, CALLEE_HOST, CALLEE_PORT])
      take(reader, names, (value) => value);
  }
  return withoutCredentials(full);
}

function assembledUrl(reader: AttributeReader, hostNames: string, portNames: string): string | undefined {
  const header = takeText(reader, HOST_HEADER);
  const host = header ?? takeText(reader, hostNames);
  if (host === undefined) return undefined;
  const scheme = takeText(reader, SCHEME) ?? 'http';
  const port = header === undefined ? take(reader, portNames, integer) : undefined;
  const isDefault = port === (scheme === 'https' ? 443 : 80);
  const target = takeText(reader, TARGET);
  const path = target ?? takeText(reader, PATH) ?? '/';
  const query = takeText(reader, QUERY);
  const whole = target === undefined && query !== undefined ? `${path}?${query.replace(/^\?/, '')}` : path;
  return urlOf(scheme, host, isDefault ? undefined : port, whole);
}
