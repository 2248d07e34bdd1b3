import { type Attributes, diag, type Span } from '@opentelemetry/api';
import { once } from '../../shared/process-state.js';
import { maskJson } from '../../shared/secrets/mask-secrets.js';
import { JoinedTexts } from './joined-texts.js';
import { safeJson } from './safe-json.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    spanMetadata: WeakMap<Span, SpanMetadata>;
  }
}

/** What an annotation can hold: X-Ray indexes nothing else. */
export type AnnotationValue = string | number | boolean;

/** Names the attributes of a span that X-Ray is to index: read by the X-Ray exporter, ours and the collector's. */
const ANNOTATIONS_ATTRIBUTE = 'aws.xray.annotations';
/** Followed by a namespace: an attribute whose value is the JSON object of that namespace's metadata. */
const METADATA_ATTRIBUTE = 'aws.xray.metadata.';

// X-Ray: a trace has at most 50 annotations.
const MAX_ANNOTATIONS = 50;
// X-Ray: a document is at most 64 KB. More would only be cut later.
const MAX_METADATA_BYTES = 64 * 1024;
// UTF-8 takes at most three bytes for one UTF-16 unit.
const MAX_BYTES_PER_UNIT = 3;
// What says that something was cut comes on top.
const MARK_BYTES = 128;

/** The metadata of a span, kept as JSON text, so that nothing is written twice. */
interface SpanMetadata {
  readonly namespaces: Map<string, Namespace>;
  /** UTF-8 bytes of all values, and of those of them that nobody asked for one by one. */
  bytes: number;
  capturedBytes: number;
}

interface Namespace {
  readonly members: Map<string, Member>;
  readonly texts: JoinedTexts;
}

interface Member {
  readonly index: number;
  bytes: number;
  isCaptured: boolean;
}

/** How what is kept without having been asked for is kept. */
export interface CapturePolicy {
  /** Whether values whose keys name secrets, and secrets in texts, are masked. */
  readonly maskSecrets: boolean;
  /** The most bytes that are captured with one span. */
  readonly maxBytes: number;
}

/** Sets a span attribute and has X-Ray index it. */
export function putAnnotation(span: Span, key: string, value: AnnotationValue): void {
  if (!span.isRecording()) return;
  // Callers without types pass anything.
  if (typeof key !== 'string' || key === '' || !isAnnotationValue(value)) {
    diag.warn(
      `otel-powertools: the annotation "${String(key)}" is of type ${typeof value}; a string, a boolean or a finite number is needed. It is left out.`,
    );
    return;
  }
  span.setAttribute(key, value);
  const keys = annotated(span);
  if (!keys.includes(key) && keys.length < MAX_ANNOTATIONS) span.setAttribute(ANNOTATIONS_ATTRIBUTE, [...keys, key]);
}

/** Where a value is kept: under a key of a namespace. */
export interface MetadataPlace {
  readonly namespace: string;
  readonly key: string;
}

/** Keeps a value with a span, because somebody asked for it. What JSON cannot tell is written as far as it can. */
export function putMetadata(span: Span, place: MetadataPlace, value: unknown): void {
  if (span.isRecording()) put(span, place, false, (metadata) => boundedJson(value, roomIn(metadata)));
}

/** Keeps what a function gave with a span, as the policy lets it be seen. */
export function putCaptured(span: Span, place: MetadataPlace, value: unknown, policy: CapturePolicy): void {
  if (!span.isRecording()) return;
  put(span, place, true, (metadata) => {
    const room = Math.min(policy.maxBytes - metadata.capturedBytes, roomIn(metadata));
    const json = boundedJson(value, room);
    // A mask may be longer than what it stands for.
    return policy.maskSecrets ? withinBytes(maskJson(json), room) : json;
  });
}

/** Puts a value in the place of what is there. */
function put(
  span: Span,
  { namespace: name, key }: MetadataPlace,
  isCaptured: boolean,
  write: (metadata: SpanMetadata) => string,
): void {
  const metadata = metadataOf(span);
  const namespace = namespaceOf(metadata, name);
  const member = namespace.members.get(key) ?? { index: namespace.members.size, bytes: 0, isCaptured };
  namespace.members.set(key, member);
  count(metadata, member, -member.bytes);
  const json = write(metadata);
  member.bytes = Buffer.byteLength(json);
  member.isCaptured = isCaptured;
  count(metadata, member, member.bytes);
  namespace.texts.set(member.index, `${JSON.stringify(key)}:${json}`);
  span.setAttribute(`${METADATA_ATTRIBUTE}${name}`, `{${namespace.texts.text}}`);
}

function roomIn({ bytes }: SpanMetadata): number {
  return MAX_METADATA_BYTES - bytes;
}

function count(metadata: SpanMetadata, { isCaptured }: Member, bytes: number): void {
  metadata.bytes += bytes;
  if (isCaptured) metadata.capturedBytes += bytes;
}

function boundedJson(value: unknown, maxBytes: number): string {
  return maxBytes > 0 ? withinBytes(safeJson(value, maxBytes) ?? '""', maxBytes) : '"[truncated]"';
}

/** JSON with more bytes than characters, cut again: of what is data by now, so that nothing of the user's runs twice. */
function withinBytes(json: string, maxBytes: number): string {
  if (json.length * MAX_BYTES_PER_UNIT <= maxBytes || Buffer.byteLength(json) <= maxBytes + MARK_BYTES) return json;
  return safeJson(JSON.parse(json), Math.floor(maxBytes / MAX_BYTES_PER_UNIT)) ?? '""';
}

/** What is annotated already. The spans of every SDK let it be read, though the API does not. */
function annotated(span: Span & { readonly attributes?: Attributes }): readonly string[] {
  const listed = span.attributes?.[ANNOTATIONS_ATTRIBUTE];
  return Array.isArray(listed) ? listed.filter((key) => typeof key === 'string') : [];
}

function metadataOf(span: Span): SpanMetadata {
  const bySpan = once('spanMetadata', () => new WeakMap());
  let metadata = bySpan.get(span);
  if (!metadata) {
    metadata = { namespaces: new Map(), bytes: 0, capturedBytes: 0 };
    bySpan.set(span, metadata);
  }
  return metadata;
}

function namespaceOf({ namespaces }: SpanMetadata, name: string): Namespace {
  const namespace = namespaces.get(name) ?? { members: new Map(), texts: new JoinedTexts() };
  namespaces.set(name, namespace);
  return namespace;
}

function isAnnotationValue(value: unknown): value is AnnotationValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
