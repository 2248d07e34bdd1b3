import type { AttributeReader } from './attribute-reader.js';
import { jsonValue, setOwn } from './json-value.js';
import type { AnnotationValue, Metadata } from './segment-document.js';
import type { ExportableAttributes } from './span.js';

/** X-Ray indexes 50 annotations of a trace, of at most 1,000 characters each, under keys of at most 500. */
const MAX_ANNOTATIONS = 50;
const MAX_ANNOTATION_VALUE = 1_000;
const MAX_ANNOTATION_KEY = 500;

const ANNOTATIONS_KEY = 'aws.xray.annotations';
const METADATA_PREFIX = 'aws.xray.metadata.';
/** What the keys of a resource's metadata begin with. */
export const RESOURCE_PREFIX = 'otel.resource.';
const DEFAULT_NAMESPACE = 'default';

export interface IndexSettings {
  readonly indexAll: boolean;
  readonly indexed: ReadonlySet<string>;
}

/** The annotations and metadata of one document: whatever has no place elsewhere in it. */
export class UserData {
  readonly #settings: IndexSettings;
  #annotations: Record<string, AnnotationValue> | undefined;
  #annotationCount = 0;
  #defaults: Record<string, unknown> | undefined;
  #namespaces: Metadata | undefined;

  constructor(settings: IndexSettings) {
    this.#settings = settings;
  }

  get annotations(): Record<string, AnnotationValue> | undefined {
    return this.#annotations;
  }

  /** The default namespace comes last. */
  get metadata(): Metadata | undefined {
    if (!this.#defaults) return this.#namespaces;
    return { ...this.#namespaces, [DEFAULT_NAMESPACE]: this.#defaults };
  }

  /** Every attribute that `reader` has not found a place for, and those to index even so. */
  addAttributes(attributes: ExportableAttributes, reader: AttributeReader | undefined): void {
    const listed = listedKeys(attributes);
    // What the span itself names comes before what the exporter's options name, should there be too many.
    const done = listed?.filter((key) => Object.hasOwn(attributes, key) && this.#annotate(key, attributes[key]));
    const { indexAll, indexed } = this.#settings;
    for (const key of Object.keys(attributes)) {
      const value: unknown = attributes[key];
      if (value === undefined || value === null) continue;
      if (key.startsWith('aws.xray.') && this.#addInstruction(key, value)) continue;
      if (done?.includes(key)) continue;
      if ((indexAll || indexed.has(key)) && this.#annotate(key, value)) continue;
      if (!reader?.isTaken(key)) this.addMetadata(key, jsonValue(value));
    }
  }

  addResource(attributes: ExportableAttributes): void {
    const { indexAll, indexed } = this.#settings;
    for (const [key, value] of resourceEntries(attributes)) {
      if ((indexAll || indexed.has(key)) && this.#annotate(key, value)) continue;
      this.addMetadata(key, jsonValue(value));
    }
  }

  addMetadata(key: string, value: unknown, namespace: string = DEFAULT_NAMESPACE): void {
    setOwn(this.#valuesOf(namespace), unreserved(key), value);
  }

  #valuesOf(namespace: string): Record<string, unknown> {
    if (namespace === DEFAULT_NAMESPACE) {
      this.#defaults ??= {};
      return this.#defaults;
    }
    this.#namespaces ??= {};
    const name = unreserved(namespace);
    const known = Object.hasOwn(this.#namespaces, name) ? this.#namespaces[name] : undefined;
    if (known) return known;
    const values = {};
    setOwn(this.#namespaces, name, values);
    return values;
  }

  /** Whether the whole of `value` is now an annotation. */
  #annotate(key: string, value: unknown): boolean {
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) return false;
    if (this.#annotationCount >= MAX_ANNOTATIONS) return false;
    const legalKey = legalAnnotationKey(key);
    if (legalKey === '' || (this.#annotations && Object.hasOwn(this.#annotations, legalKey))) return false;
    this.#annotations ??= {};
    this.#annotationCount += 1;
    const whole = typeof value !== 'string' || value.length <= MAX_ANNOTATION_VALUE;
    // The guard above leaves strings, booleans and finite numbers.
    setOwn(this.#annotations, legalKey, whole ? (value as AnnotationValue) : clip(value, MAX_ANNOTATION_VALUE));
    return whole;
  }

  #addInstruction(key: string, value: unknown): boolean {
    if (key === ANNOTATIONS_KEY) return true;
    if (!key.startsWith(METADATA_PREFIX)) return false;
    const object = parseObject(value);
    if (!object) return false;
    const suffix = key.slice(METADATA_PREFIX.length);
    const namespace = suffix === '' || suffix.toLowerCase() === DEFAULT_NAMESPACE ? DEFAULT_NAMESPACE : suffix;
    for (const [name, item] of Object.entries(object)) this.addMetadata(name, jsonValue(item), namespace);
    return true;
  }
}

/** The attributes of a resource under the keys that they have as metadata. */
export const resourceEntries = (attributes: ExportableAttributes): [key: string, value: unknown][] =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [RESOURCE_PREFIX + name, value]);

const listedKeys = (attributes: ExportableAttributes): string[] | undefined => {
  const listed = attributes[ANNOTATIONS_KEY];
  return Array.isArray(listed) ? listed.filter((key): key is string => typeof key === 'string') : undefined;
};

const parseObject = (value: unknown): object | undefined => {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
};

const LEGAL_KEY = /^[\w.]{1,500}$/;

const legalAnnotationKey = (key: string): string =>
  LEGAL_KEY.test(key) ? key : key.slice(0, MAX_ANNOTATION_KEY).replace(/[^\w.]/g, '_');

/** Metadata keys and namespaces that begin with `AWS.` are X-Ray's own. */
const unreserved = (key: string): string => (key.startsWith('AWS.') ? `AWS_${key.slice('AWS.'.length)}` : key);

/** The first `length` UTF-16 units, not ending in half a character. */
const clip = (value: string, length: number): string => {
  const clipped = value.slice(0, length);
  const last = clipped.charCodeAt(clipped.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? clipped.slice(0, -1) : clipped;
};
