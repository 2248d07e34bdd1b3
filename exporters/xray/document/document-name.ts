import { SpanKind } from '@opentelemetry/api';
import type { ExportableSpan } from '../../exportable-span.js';
import { CONNECTION, DATABASE, HOST_HEADER, SYSTEM } from './attribute-names.js';
import { type AttributeReader, peek, peekText } from './attributes.js';
import { awsService } from './aws-block.js';

const MAX_NAME = 200;

const LOCAL_SERVICE = 'aws.local.service';
const PEER = 'service.peer.name server.service.name peer.service';
const CALLEE_HOST = 'net.peer.name server.address';
const DESTINATION = 'messaging.destination.name messaging.destination';

/**
 * The name of a document: X-Ray draws a node per name of a segment, of an AWS call and of a remote call, so these are
 * named after the service, not after the operation. Other spans keep their own name.
 */
export function documentName(
  span: ExportableSpan,
  reader: AttributeReader | undefined,
  segment: boolean,
  awsCall: boolean,
): string {
  const name = reader && nameByConvention(span.kind, reader, awsCall);
  return legalName(name ?? (segment ? serviceName(span) : undefined) ?? span.name);
}

const PLAIN_NAME = /^[ \w.:/%&#=+\-@]{1,200}$/;

// Spans have few names, and most come again with every invocation.
const KNOWN_NAMES = 100;
const legalNames = new Map<string, string>();

/** X-Ray rejects a whole document for one illegal character in its name. */
function legalName(name: string): string {
  const known = legalNames.get(name);
  if (known !== undefined) return known;
  const legal = madeLegal(name);
  if (legalNames.size === KNOWN_NAMES) legalNames.clear();
  legalNames.set(name, legal);
  return legal;
}

function madeLegal(name: string): string {
  if (PLAIN_NAME.test(name) && name.trim() !== '') return name;
  const legal = withLegalParameters(name.slice(0, 10 * MAX_NAME)).replace(/[^ 0-9\p{L}_.:/%&#=+\-@]/gu, '');
  const characters = [...legal].slice(0, MAX_NAME).join('');
  return characters.trim() === '' ? 'span' : characters;
}

/** A parameter of a route stays one: `/orders/{id}` is `/orders/:id`, and `/files/*` is `/files/:any`. */
function withLegalParameters(name: string): string {
  if (!name.includes('/')) return name;
  return name
    .replace(/([/:.-])\{([^{}/]+)\}/g, '$1:$2')
    .replace(/([/:.-])<(?:[^<>/:]+:)?([^<>/:]+)>/g, '$1:$2')
    .replace(/\/\*+(?=\/|$)/g, '/:any');
}

function serviceName({ kind, resource }: ExportableSpan): string | undefined {
  return kind === SpanKind.SERVER || kind === SpanKind.CONSUMER ? peekText(resource, 'service.name') : undefined;
}

function nameByConvention(kind: SpanKind, reader: AttributeReader, awsCall: boolean): string | undefined {
  if (kind === SpanKind.SERVER)
    return reader.names.includes(LOCAL_SERVICE) ? peekText(reader, LOCAL_SERVICE) : undefined;
  if (kind !== SpanKind.INTERNAL) return calleeName(kind, reader, awsCall);
  const localRoot = peek(reader, 'aws.span.kind') === 'LOCAL_ROOT';
  return (localRoot ? peekText(reader, LOCAL_SERVICE) : undefined) ?? peekText(reader, PEER);
}

function calleeName(kind: SpanKind, reader: AttributeReader, awsCall: boolean): string | undefined {
  const remote = peekText(reader, 'aws.remote.service');
  const known = (awsCall ? remote?.replace(/^(?:AWS\.SDK\.|AWS::)/, '') : remote) ?? peekText(reader, PEER);
  // Before the database: instrumentations put the table in `db.namespace`, and the node is DynamoDB's.
  if (known !== undefined || awsCall) return known ?? awsService(reader);
  const called = databaseName(reader) ?? peekText(reader, 'rpc.service');
  // The host that a consumer read from is not whom it called.
  if (called !== undefined || kind === SpanKind.CONSUMER) return called;
  return (
    peekText(reader, HOST_HEADER)?.replace(/:\d+$/, '') ??
    peekText(reader, CALLEE_HOST) ??
    peekText(reader, DESTINATION)
  );
}

function databaseName(reader: AttributeReader): string | undefined {
  const namespace = peekText(reader, DATABASE);
  // Redis counts its databases, which names no node.
  const database = namespace !== undefined && /^\d+$/.test(namespace) ? peekText(reader, SYSTEM) : namespace;
  const connection = peekText(reader, CONNECTION);
  const host = connection === undefined ? peekText(reader, CALLEE_HOST) : hostOfUrl(connection.replace(/^jdbc:/, ''));
  return database === undefined || host === undefined ? database : `${database}@${host}`;
}

function hostOfUrl(url: string): string | undefined {
  return (URL.canParse(url) && new URL(url).hostname) || undefined;
}
