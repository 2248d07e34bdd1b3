import { type Attributes, diag, type Span } from '@opentelemetry/api';
import { once } from '../../shared/process-state.js';
import { JoinedTexts } from './joined-texts.js';
import { safeJson } from './safe-json.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    spanMetadata: WeakMap<Span, Map<string, Namespace>>;
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
const MAX_METADATA_CHARACTERS = 64 * 1024;

/** The metadata of one namespace, kept as JSON text, so that nothing is written twice. */
interface Namespace {
  readonly members: Map<string, Member>;
  readonly texts: JoinedTexts;
  characters: number;
}

interface Member {
  readonly index: number;
  characters: number;
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

/** Keeps any value with a span, under a key of a namespace. A value that JSON cannot tell is written as far as it can. */
export function putMetadata(span: Span, key: string, value: unknown, namespaceName: string): void {
  if (!span.isRecording()) return;
  const namespace = namespaceOf(span, namespaceName);
  const member = namespace.members.get(key) ?? { index: namespace.members.size, characters: 0 };
  namespace.members.set(key, member);
  const room = MAX_METADATA_CHARACTERS - namespace.characters + member.characters;
  const json = room > 0 ? (safeJson(value, room) ?? '""') : '"[truncated]"';
  namespace.characters += json.length - member.characters;
  member.characters = json.length;
  namespace.texts.set(member.index, `${JSON.stringify(key)}:${json}`);
  span.setAttribute(`${METADATA_ATTRIBUTE}${namespaceName}`, `{${namespace.texts.text}}`);
}

/** What is annotated already. The spans of every SDK let it be read, though the API does not. */
function annotated(span: Span & { readonly attributes?: Attributes }): readonly string[] {
  const listed = span.attributes?.[ANNOTATIONS_ATTRIBUTE];
  return Array.isArray(listed) ? listed.filter((key) => typeof key === 'string') : [];
}

function namespaceOf(span: Span, name: string): Namespace {
  const bySpan = once('spanMetadata', () => new WeakMap());
  const namespaces = bySpan.get(span) ?? new Map<string, Namespace>();
  bySpan.set(span, namespaces);
  const namespace = namespaces.get(name) ?? { members: new Map(), texts: new JoinedTexts(), characters: 0 };
  namespaces.set(name, namespace);
  return namespace;
}

function isAnnotationValue(value: unknown): value is AnnotationValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
