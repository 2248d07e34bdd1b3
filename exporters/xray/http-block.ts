import { SpanKind } from '@opentelemetry/api';
import type { AttributeReader } from './attribute-reader.js';
import type { Http, HttpRequest } from './segment-document.js';

const METHOD = ['http.request.method', 'http.method'];
const STATUS = ['http.response.status_code', 'http.status_code'];
const FULL_URL = ['url.full', 'http.url'];
const SCHEME = ['url.scheme', 'http.scheme'];
const PATH = ['url.path'];
const QUERY = ['url.query'];
const TARGET = ['http.target'];
const HOST_HEADER = ['http.host'];
const SERVER_HOST = ['server.address', 'http.server_name', 'net.host.name'];
const SERVER_PORT = ['server.port', 'net.host.port'];
const PEER_HOST = ['server.address', 'net.peer.name', 'net.peer.ip'];
const PEER_PORT = ['server.port', 'net.peer.port'];
const USER_AGENT = ['user_agent.original', 'http.user_agent'];
const CLIENT = ['client.address', 'http.client_ip'];
const SOCKET_PEER = ['network.peer.address', 'net.sock.peer.addr', 'net.peer.ip'];
const BODY_SIZE = ['http.response.body.size', 'http.response_content_length'];
const CONTENT_LENGTH = ['http.response.header.content-length', 'http.response.header.content_length'];

// An address alone says nothing about HTTP.
const SIGNS_OF_HTTP = [...METHOD, ...STATUS, ...FULL_URL, ...SCHEME, ...PATH, ...TARGET, ...HOST_HEADER, ...USER_AGENT];

const IP_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+)$/i;

export interface HttpSettings {
  readonly kind: SpanKind;
  /** The call is one of an AWS API: its URL is the service's, and says nothing that `aws` does not. */
  readonly awsCall: boolean;
  readonly segment: boolean;
  /** Whether a client's URL keeps its query string. */
  readonly clientQuery: boolean;
}

export const httpBlock = (reader: AttributeReader, settings: HttpSettings): Http | undefined => {
  if (reader.peek(SIGNS_OF_HTTP) === undefined) return undefined;
  const status = reader.takeInteger(STATUS);
  const contentLength = reader.takeInteger(BODY_SIZE) ?? contentLengthHeader(reader);
  const response =
    status === undefined && contentLength === undefined ? undefined : { status, content_length: contentLength };
  const request = settings.awsCall ? undefined : requestBlock(reader, settings);
  return request || response ? { request, response } : undefined;
};

const contentLengthHeader = (reader: AttributeReader): number | undefined => {
  const value = reader.peek(CONTENT_LENGTH);
  const length = Array.isArray(value) && value.length === 1 ? Number(value[0]) : Number.NaN;
  if (!Number.isSafeInteger(length)) return undefined;
  reader.take(CONTENT_LENGTH);
  return length;
};

const requestBlock = (reader: AttributeReader, settings: HttpSettings): HttpRequest | undefined => {
  const server = settings.kind === SpanKind.SERVER;
  const method = reader.takeString(METHOD);
  const url = server ? serverUrl(reader) : clientUrl(reader, settings.clientQuery);
  // A client's own user agent and the address of the server it called are no facts about a caller.
  const caller = server ? callerOf(reader, settings.segment) : undefined;
  if (method === undefined && url === undefined && caller === undefined) return undefined;
  return { method, url, ...caller };
};

const callerOf = (reader: AttributeReader, segment: boolean): HttpRequest | undefined => {
  const userAgent = reader.takeString(USER_AGENT);
  const claimed = reader.peekString(CLIENT);
  const peer = reader.peekString(SOCKET_PEER);
  const forwarded = claimed !== undefined && claimed !== peer && IP_ADDRESS.test(claimed);
  const address = forwarded ? claimed : peer;
  const clientIp = address !== undefined && IP_ADDRESS.test(address) ? address : undefined;
  if (userAgent === undefined && clientIp === undefined) return undefined;
  if (clientIp === claimed) reader.take(CLIENT);
  if (clientIp === peer) reader.take(SOCKET_PEER);
  return {
    user_agent: userAgent,
    client_ip: clientIp,
    x_forwarded_for: forwarded && segment ? true : undefined,
  };
};

const serverUrl = (reader: AttributeReader): string | undefined => {
  const full = reader.takeString(FULL_URL);
  if (full !== undefined) return withoutCredentials(full);
  return assembleUrl(reader, SERVER_HOST, SERVER_PORT, true);
};

const clientUrl = (reader: AttributeReader, keepQuery: boolean): string | undefined => {
  const full = reader.takeString(FULL_URL);
  if (full === undefined) return assembleUrl(reader, PEER_HOST, PEER_PORT, keepQuery);
  // What the URL says already, with the query that it is not to say.
  for (const names of [SCHEME, HOST_HEADER, PATH, QUERY, TARGET, PEER_HOST, PEER_PORT]) reader.take(names);
  const url = withoutCredentials(full);
  return keepQuery ? url : url.replace(/[?#].*$/s, '');
};

const assembleUrl = (
  reader: AttributeReader,
  hostNames: readonly string[],
  portNames: readonly string[],
  keepQuery: boolean,
): string | undefined => {
  const header = reader.takeString(HOST_HEADER);
  const host = header ?? reader.takeString(hostNames);
  if (host === undefined) return undefined;
  const scheme = reader.takeString(SCHEME) ?? 'http';
  const port = header === undefined ? reader.takeInteger(portNames) : undefined;
  const defaultPort = scheme === 'https' ? 443 : 80;
  const target = reader.takeString(TARGET);
  const path = target ?? reader.takeString(PATH) ?? '/';
  const query = reader.takeString(QUERY) ?? '';
  const whole = target === undefined && query !== '' ? `${path}?${query.replace(/^\?/, '')}` : path;
  const authority = port === undefined || port === defaultPort ? host : `${host}:${port}`;
  return `${scheme}://${authority}${keepQuery ? whole : whole.replace(/[?#].*$/s, '')}`;
};

const withoutCredentials = (url: string): string => url.replace(/^([a-z][\w+.-]*:\/\/)[^/?#]*@/i, '$1');
