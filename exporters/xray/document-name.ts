import { SpanKind } from '@opentelemetry/api';
import type { AttributeReader } from './attribute-reader.js';
import { awsService } from './aws-block.js';
import type { ExportableSpan } from './span.js';

const MAX_NAME = 200;

const LOCAL_SERVICE = ['aws.local.service'];
const REMOTE_SERVICE = ['aws.remote.service'];
const PEER = ['service.peer.name', 'server.service.name', 'peer.service'];
const DATABASE = ['db.namespace', 'db.name'];
const CONNECTION = ['db.connection_string'];
const RPC_SERVICE = ['rpc.service'];
const HOST_HEADER = ['http.host'];
const PEER_HOST = ['net.peer.name', 'server.address'];
const DESTINATION = ['messaging.destination.name', 'messaging.destination'];

/**
 * The name of a document: X-Ray draws a node per name of a segment, of an AWS call and of a remote call, so these are
 * named after the service, not after the operation. Other spans keep their own name.
 */
export const documentName = (
  span: ExportableSpan,
  reader: AttributeReader | undefined,
  segment: boolean,
  awsCall: boolean,
): string => {
  const name = (reader && nameByConvention(span, reader, awsCall)) ?? (segment ? serviceName(span) : undefined);
  return legalName(name ?? span.name);
};

const serviceName = (span: ExportableSpan): string | undefined => {
  if (span.kind !== SpanKind.SERVER && span.kind !== SpanKind.CONSUMER) return undefined;
  const name = span.resource.attributes['service.name'];
  return typeof name === 'string' && name !== '' ? name : undefined;
};

const nameByConvention = (span: ExportableSpan, reader: AttributeReader, awsCall: boolean): string | undefined => {
  switch (span.kind) {
    case SpanKind.SERVER:
      return reader.peekString(LOCAL_SERVICE);
    case SpanKind.CLIENT:
    case SpanKind.PRODUCER:
    case SpanKind.CONSUMER:
      return calleeName(span.kind, reader, awsCall);
    default: {
      const localRoot = reader.peek(['aws.span.kind']) === 'LOCAL_ROOT';
      return (localRoot ? reader.peekString(LOCAL_SERVICE) : undefined) ?? reader.peekString(PEER);
    }
  }
};

const calleeName = (kind: SpanKind, reader: AttributeReader, awsCall: boolean): string | undefined => {
  const remote = reader.peekString(REMOTE_SERVICE);
  if (remote !== undefined) return awsCall ? withoutAwsPrefix(remote) : remote;
  const peer = reader.peekString(PEER);
  if (peer !== undefined) return peer;
  // Before the database: instrumentations put the table in `db.namespace`, and the node is DynamoDB's.
  if (awsCall) return awsService(reader);
  const called = databaseName(reader) ?? reader.peekString(RPC_SERVICE);
  // The host that a consumer read from is not whom it called.
  if (called !== undefined || kind === SpanKind.CONSUMER) return called;
  return hostName(reader) ?? reader.peekString(DESTINATION);
};

const withoutAwsPrefix = (name: string): string => name.replace(/^(?:AWS\.SDK\.|AWS::)/, '');

const databaseName = (reader: AttributeReader): string | undefined => {
  const database = reader.peekString(DATABASE);
  if (database === undefined) return undefined;
  const connection = reader.peekString(CONNECTION);
  const host = connection === undefined ? reader.peekString(PEER_HOST) : hostOfUrl(connection.replace(/^jdbc:/, ''));
  return host === undefined ? database : `${database}@${host}`;
};

const hostOfUrl = (url: string): string | undefined => (URL.canParse(url) && new URL(url).hostname) || undefined;

const hostName = (reader: AttributeReader): string | undefined =>
  reader.peekString(HOST_HEADER)?.replace(/:\d+$/, '') ?? reader.peekString(PEER_HOST);

const PLAIN_NAME = /^[ \w.:/%&#=+\-@]{1,200}$/;

/** X-Ray rejects a whole document for one illegal character in its name. */
export const legalName = (name: string): string => {
  if (PLAIN_NAME.test(name) && name.trim() !== '') return name;
  const legal = name.slice(0, 10 * MAX_NAME).replace(/[^ 0-9\p{L}_.:/%&#=+\-@]/gu, '');
  const characters = [...legal].slice(0, MAX_NAME).join('');
  return characters.trim() === '' ? 'span' : characters;
};
