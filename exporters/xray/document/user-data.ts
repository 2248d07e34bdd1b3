import type { ExportableAttributes } from '../../exportable-span.js';
import { clip } from '../pack/clip.js';
import type { AttributeReader } from './attributes.js';
import { jsonValue, setOwn } from './json-value.js';
import type { AnnotationValue, Metadata } from './segment-document.js';

/** X-Ray indexes 50 annotations of a trace, of at most 1,000 characters each, under keys of at most 500. */
const MAX_ANNOTATIONS = 50;
const MAX_ANNOTATION_VALUE = 1_000;
const MAX_ANNOTATION_KEY = 500;

const ANNOTATIONS_KEY = 'aws.xray.annotations';
const METADATA_PREFIX = 'aws.xray.metadata.';
/** What the keys of a resource's metadata begin with. */
export const RESOURCE_PREFIX = 'otel.resource.';
const DEFAULT_NAMESPACE = 'default';
const NONE: readonly unknown[] = [];

export interface IndexSettings {
  readonly indexAll: boolean;
  readonly indexed: ReadonlySet<string>;
}

/** The annotations and metadata of one document: whatever has no place elsewhere in it. */
export class UserData {
  readonly #settings: IndexSettings;
  #annotations: Record<string, AnnotationValue> | undefined;
  #annotationCount = 0;
  #namespaces: Metadata | undefined;
  #defaults: Record<string, unknown> | undefined;

  constructor(settings: IndexSettings) {
    this.#settings = settings;
  }

  get annotations(): Record<string, AnnotationValue> | undefined {
    return this.#annotations;
  }

  /** The default namespace comes last. */
  get metadata(): Metadata | undefined {
    return this.#defaults ? { ...this.#namespaces, [DEFAULT_NAMESPACE]: this.#defaults } : this.#namespaces;
  }

  /** Every attribute that `reader` has not found a place for, and those to index even so. */
  addAttributes(attributes: ExportableAttributes, reader: AttributeReader | undefined): void {
    const listed = attributes[ANNOTATIONS_KEY];
    // What the span itself names comes before what the exporter's options name, should there be too many.
    const done = Array.isArray(listed) ? this.#annotateListed(attributes, listed) : NONE;
    const taken = reader?.taken;
    const indexes = this.#settings.indexAll || this.#settings.indexed.size > 0;
    for (const key in attributes) {
      const placed = taken?.has(key);
      if ((placed && !indexes) || !Object.hasOwn(attributes, key)) continue;
      const value: unknown = attributes[key];
      if (value === undefined || value === null || key === ANNOTATIONS_KEY) continue;
      if (key.startsWith(METADATA_PREFIX) && this.#addNamespace(key.slice(METADATA_PREFIX.length), value)) continue;
      if (!done.includes(key)) this.#add(key, value, placed);
    }
  }

  #annotateListed(attributes: ExportableAttributes, listed: readonly unknown[]): readonly unknown[] {
    return listed.filter(
      (key) => typeof key === 'string' && Object.hasOwn(attributes, key) && this.#annotate(key, attributes[key]),
    );
  }

  addResource(attributes: ExportableAttributes): void {
    for (const [key, value] of resourceEntries(attributes)) this.#add(key, value);
  }

  addMetadata(key: string, value: unknown, namespace: string = DEFAULT_NAMESPACE): void {
    setOwn(this.#valuesOf(namespace), unreserved(key), value);
  }

  #add(key: string, value: unknown, placed = false): void {
    const { indexAll, indexed } = this.#settings;
    if ((indexAll || indexed.has(key)) && this.#annotate(key, value)) return;
    if (!placed) this.addMetadata(key, jsonValue(value));
  }

  #valuesOf(namespace: string): Record<string, unknown> {
    if (namespace === DEFAULT_NAMESPACE) {
      this.#defaults ??= {};
      return this.#defaults;
    }
    this.#namespaces ??= {};
    const name = unreserved(namespace);
    if (!Object.hasOwn(this.#namespaces, name)) setOwn(this.#namespaces, name, {});
    return this.#namespaces[name] ?? {};
  }

  /** Whether the whole of `value` is now an annotation. */
  #annotate(key: string, value: unknown): boolean {
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) return false;
    const legalKey = legalAnnotationKey(key);
    const annotations = this.#annotations ?? {};
    if (this.#annotationCount >= MAX_ANNOTATIONS || legalKey === '' || Object.hasOwn(annotations, legalKey))
      return false;
    this.#annotations = annotations;
    this.#annotationCount += 1;
    const whole = typeof value !== 'string' || value.length <= MAX_ANNOTATION_VALUE;
    // The guard above leaves strings, booleans and finite numbers.
    setOwn(annotations, legalKey, whole ? (value as AnnotationValue) : clip(value, MAX_ANNOTATION_VALUE));
    return whole;
  }

  /** False for what is no JSON object: an attribute like any other. */
  #addNamespace(name: string, json: unknown): boolean {
    const object = parseObject(json);
    if (!object) return false;
    const namespace = name === '' || name.toLowerCase() === DEFAULT_NAMESPACE ? DEFAULT_NAMESPACE : name;
    for (const [key, value] of Object.entries(object)) this.addMetadata(key, jsonValue(value), namespace);
    return true;
  }
}

/** The attributes of a resource under the keys that they have as metadata. */
export function resourceEntries(attributes: ExportableAttributes): [key: string, value: unknown][] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [RESOURCE_PREFIX + name, value]);
}

const LEGAL_KEY = /^[\w.]{1,500}$/;

function parseObject(value: unknown): object | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function legalAnnotationKey(key: string): string {
  return LEGAL_KEY.test(key) ? key : key.slice(0, MAX_ANNOTATION_KEY).replace(/[^\w.]/g, '_');
}

/** Metadata keys and namespaces that begin with `AWS.` are X-Ray's own. */
function unreserved(key: string): string {
  return key.startsWith('AWS.') ? key.replace('.', '_') : key;
}
