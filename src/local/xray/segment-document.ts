import { isRecord, type Values } from '../is-record.js';

/** A segment or subsegment as X-Ray takes it; only what every document has is named here. */
export interface SegmentDocument {
  readonly id: string;
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  /** Seconds since the epoch. */
  readonly start_time: number;
  readonly end_time?: number;
  readonly in_progress?: boolean;
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** What X-Ray would have refused. */
export interface Rejection {
  readonly reason: string;
  /** The beginning of what was sent. */
  readonly excerpt: string;
}

export type Reading = { readonly document: SegmentDocument } | { readonly reason: string };

/** X-Ray: a document is at most 64 KB. */
const MAX_DOCUMENT_BYTES = 64 * 1024;
const MAX_NAME_LENGTH = 200;
const NAME = /^[\p{L}\p{N}\p{Z}\s_.:/%&#=+\\\-@]+$/u;
const ID = /^[0-9a-f]{16}$/;
const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
const ANNOTATION_KEY = /^[A-Za-z0-9_.]{1,500}$/;
const MAX_AGE_SECONDS = 30 * 24 * 3600;

/** Reads one document and checks what X-Ray's service checks, which answers the sender of a bad one with silence. */
export function readSegmentDocument(body: string, now = Date.now() / 1000): Reading {
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_DOCUMENT_BYTES)
    return { reason: `the document is ${bytes} bytes; X-Ray takes ${MAX_DOCUMENT_BYTES}` };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { reason: 'the document is not JSON' };
  }
  if (!isRecord(value)) return { reason: 'the document is not a JSON object' };
  const problem = problemOfRoot(value, now) ?? problemOfNode(value, '');
  // The fields that the type names were all just checked.
  return problem === undefined ? { document: value as SegmentDocument } : { reason: problem };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function problemOfRoot(fields: Values, now: number): string | undefined {
  const { trace_id, type, parent_id, start_time } = fields;
  if (typeof trace_id !== 'string' || !TRACE_ID.test(trace_id)) {
    return `trace_id ${shown(trace_id)} is not 1-<8 hex digits>-<24 hex digits>`;
  }
  if (type !== undefined && type !== 'subsegment') return `type ${shown(type)} is not "subsegment"`;
  if (type === 'subsegment' && parent_id === undefined) return 'a subsegment on its own needs a parent_id';
  if (typeof start_time === 'number' && now - start_time > MAX_AGE_SECONDS)
    return 'start_time is more than 30 days ago';
  return undefined;
}

/** What is wrong with a segment or subsegment, and with those inside it. */
function problemOfNode(fields: Values, path: string): string | undefined {
  const problem = problemOfFields(fields);
  if (problem) return path + problem;
  const { subsegments = [] } = fields;
  if (!Array.isArray(subsegments)) return `${path}subsegments is not an array`;
  for (const [index, subsegment] of subsegments.entries()) {
    const place = `${path}subsegments[${index}]`;
    if (!isRecord(subsegment)) return `${place} is not an object`;
    const inner = problemOfNode(subsegment, `${place}: `);
    if (inner) return inner;
  }
  return undefined;
}

function problemOfFields({
  name,
  id,
  parent_id,
  start_time,
  end_time,
  in_progress,
  ...rest
}: Values): string | undefined {
  if (typeof name !== 'string' || name === '') return `name is ${shown(name)}`;
  if ([...name].length > MAX_NAME_LENGTH)
    return `name has ${[...name].length} characters; X-Ray takes ${MAX_NAME_LENGTH}`;
  if (!NAME.test(name)) return `name ${shown(name)} has characters other than letters, digits, space and _.:/%&#=+\\-@`;
  if (typeof id !== 'string' || !ID.test(id)) return `id ${shown(id)} is not 16 hex digits in lower case`;
  if (parent_id !== undefined && (typeof parent_id !== 'string' || !ID.test(parent_id))) {
    return `parent_id ${shown(parent_id)} is not 16 hex digits in lower case`;
  }
  if (typeof start_time !== 'number') return `start_time is ${shown(start_time)}, not a number of seconds`;
  if (end_time !== undefined && typeof end_time !== 'number')
    return `end_time is ${shown(end_time)}, not a number of seconds`;
  if ((end_time !== undefined) === (in_progress === true))
    return 'exactly one of end_time and in_progress: true is needed';
  return problemOfAnnotations(rest.annotations) ?? problemOfMetadata(rest.metadata);
}

function problemOfAnnotations(annotations: unknown): string | undefined {
  if (annotations === undefined) return undefined;
  if (!isRecord(annotations)) return 'annotations is not an object';
  for (const [key, value] of Object.entries(annotations)) {
    if (!ANNOTATION_KEY.test(key))
      return `the annotation key ${shown(key)} has characters other than A-Z, a-z, 0-9, _ and .`;
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      return `the annotation ${shown(key)} is ${shown(value)}: only strings, numbers and booleans are taken`;
    }
  }
  return undefined;
}

function problemOfMetadata(metadata: unknown): string | undefined {
  if (metadata === undefined) return undefined;
  if (!isRecord(metadata)) return 'metadata is not an object';
  const reserved = Object.keys(metadata).find((namespace) => namespace.startsWith('AWS.'));
  return reserved && `the metadata namespace ${shown(reserved)} begins with "AWS.", which X-Ray keeps for itself`;
}
