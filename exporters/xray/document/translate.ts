import { SpanKind } from '@opentelemetry/api';
import type {
  ExportableAttributes,
  ExportableEvent,
  ExportableResource,
  ExportableSpan,
} from '../../exportable-span.js';
import { isLocalRoot, parentIdOf, requiredTime, xrayTime, xrayTraceId } from '../identifiers.js';
import { type AttributeReader, blockOf, type Fields, peek, peekText, takeText, unlessEmpty } from './attributes.js';
import { awsBlock, invocationBlock, isAwsCall } from './aws-block.js';
import { causeOf, EXCEPTION_ATTRIBUTES, isException, setFlags } from './cause.js';
import { documentName } from './document-name.js';
import { type HttpSettings, httpBlock } from './http-block.js';
import { jsonValue } from './json-value.js';
import type { DocumentLink, SegmentDocument } from './segment-document.js';
import { sqlBlock } from './sql-block.js';
import { type IndexSettings, UserData } from './user-data.js';

/** Adds to a segment what its resource says. */
export type DescribeSegment = (document: SegmentDocument, resource: ExportableResource) => void;

export interface TranslateSettings extends IndexSettings {
  /** In Lambda the segment is Lambda's: every span is a subsegment. */
  readonly lambda: boolean;
  /** Says more of a segment than the name and the version of its service. */
  readonly describe?: DescribeSegment | undefined;
  readonly stackFrameLimit: number;
  readonly clientQuery: boolean;
  /** False leaves the attributes of the resource out of the metadata, for the caller to add. */
  readonly resource?: boolean;
}

// The first parts of the attribute names that the conventions give a place in the document, in a text of all names.
const CONVENTIONS =
  /(?:^| )(?:aws\.(?!xray\.)|(?:client|cloud|db|enduser|faas|http|messaging|net|network|peer|rpc|server|service|url|user|user_agent)\.)/;
const AWS_CALL = /(?:^| )(?:rpc\.|aws\.(?:service|operation))/;
const HTTP = /(?:^| )(?:http|url|user_agent)\./;
const DATABASE = /(?:^| )db\./;
const USER = /(?:^| )(?:end)?user\.id/;

/** The service that wrote a segment. */
const SERVICE: Fields = {
  name: 'service.name',
  version: 'service.version container.image.tag',
  runtime: 'process.runtime.name',
  runtime_version: 'process.runtime.version',
};

/** Whether the span is a segment of its own, a service's part of a trace; else it is a subsegment. */
export function isSegment(span: ExportableSpan, lambda: boolean): boolean {
  if (lambda) return false;
  if (span.kind === SpanKind.SERVER || parentIdOf(span) === undefined) return true;
  return span.kind === SpanKind.CONSUMER && isLocalRoot(span);
}

/** Whether the span is reported while it still runs. */
export function isOpen(span: ExportableSpan): boolean {
  return span.ended === false;
}

/** A span as an X-Ray document, without what depends on where the document ends up: trace, parent, children. */
export function translate(span: ExportableSpan, settings: TranslateSettings): SegmentDocument {
  const { attributes } = span;
  const segment = isSegment(span, settings.lambda);
  const names = Object.keys(attributes).join(' ');
  const reader = CONVENTIONS.test(names) ? { attributes, names, taken: new Set<string>() } : undefined;
  const awsCall = reader !== undefined && AWS_CALL.test(names) && isAwsCall(reader);
  const id = span.spanContext().spanId.toLowerCase();
  const open = isOpen(span);
  const start = requiredTime('start', span.startTime);
  const document: SegmentDocument = {
    id,
    name: documentName(span, reader, segment, awsCall),
    start_time: start,
    in_progress: open || undefined,
    end_time: open ? undefined : Math.max(start, requiredTime('end', span.endTime)),
    namespace: segment ? undefined : namespaceOf(span.kind, reader, awsCall),
  };
  if (reader) addBlocks(document, reader, { kind: span.kind, clientQuery: settings.clientQuery, segment, awsCall });
  setFlags(document, span, awsCall);
  document.cause = causeOf(span, id, settings.stackFrameLimit, reader);
  if (span.links.length > 0) document.links = linksOf(span);
  const data = new UserData(settings);
  data.addAttributes(attributes, reader);
  addRest(data, document, span);
  if (settings.resource !== false && isLocalRoot(span)) data.addResource(span.resource.attributes);
  if (segment) {
    document.service = unlessEmpty(blockOf(SERVICE, (names) => peekText(span.resource, names)));
    settings.describe?.(document, span.resource);
  }
  document.annotations = data.annotations;
  // The last member: see `withResource`.
  document.metadata = data.metadata;
  return document;
}

function namespaceOf(
  kind: SpanKind,
  reader: AttributeReader | undefined,
  awsCall: boolean,
): 'aws' | 'remote' | undefined {
  if (kind === SpanKind.INTERNAL || kind === SpanKind.SERVER) return undefined;
  if (awsCall) return 'aws';
  return kind === SpanKind.CLIENT || (reader && peek(reader, 'aws.remote.service')) !== undefined
    ? 'remote'
    : undefined;
}

function addBlocks(document: SegmentDocument, reader: AttributeReader, settings: HttpSettings): void {
  const { names } = reader;
  document.aws = settings.awsCall ? awsBlock(reader, document.name) : invocationBlock(reader);
  if (HTTP.test(names)) document.http = httpBlock(reader, settings);
  if (settings.segment) document.user = USER.test(names) ? takeText(reader, 'user.id enduser.id') : undefined;
  else if (DATABASE.test(names)) document.sql = sqlBlock(reader);
}

function linksOf(span: ExportableSpan): DocumentLink[] {
  return span.links.map(({ context, attributes }) => ({
    trace_id: xrayTraceId(context.traceId),
    id: context.spanId.toLowerCase(),
    attributes: jsonAttributes(attributes),
  }));
}

/** What X-Ray has no place for at all. */
function addRest(data: UserData, document: SegmentDocument, span: ExportableSpan): void {
  if (document.name !== span.name && !isShown(span.name, document)) data.addMetadata('otel.span.name', span.name);
  const { message } = span.status;
  if (message && document.cause?.exceptions[0]?.message !== message) {
    data.addMetadata('otel.status_description', message);
  }
  if (span.events.length === 0) return;
  const events = span.events.flatMap(restOf);
  if (events.length > 0) data.addMetadata('otel.events', events);
}

function isShown(name: string, { name: shown, http, aws }: SegmentDocument): boolean {
  return name === http?.request?.method || name === `${shown}.${aws?.operation}`;
}

/** What of an event is not in `cause`. */
function restOf(event: ExportableEvent): Record<string, unknown> | [] {
  const attributes = jsonAttributes(event.attributes, isException(event) ? EXCEPTION_ATTRIBUTES : []);
  if (isException(event) && !attributes) return [];
  return { name: event.name, time: xrayTime(event.time), attributes };
}

/** Undefined where there are none. */
function jsonAttributes(
  attributes: ExportableAttributes = {},
  without: readonly string[] = [],
): Record<string, unknown> | undefined {
  const entries = Object.entries(attributes).filter(([key]) => !without.includes(key));
  // `fromEntries` defines its keys: `__proto__` is one like any other.
  return entries.length > 0 ? Object.fromEntries(entries.map(([key, value]) => [key, jsonValue(value)])) : undefined;
}
