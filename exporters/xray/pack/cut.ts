import { setOwn } from '../document/json-value.js';
import type { DocumentException, SegmentDocument } from '../document/segment-document.js';
import { cutLargest, jsonBytes, type Value } from './water-level.js';

/** How much was cut from a document, under `otel.xray.cut` of its metadata. */
const CUT_KEY = 'otel.xray.cut';

// What that entry takes at most.
const CUT_ENTRY_BYTES = 256;

/** Makes the document smaller by at least `excess` bytes as far as it can, and says how many of what it cut. */
type Step = (document: SegmentDocument, excess: number) => Readonly<Record<string, number>>;

/**
 * Cuts a document that is alone larger than `room` bytes, the largest values first, until it fits. What says the most
 * goes last: errors after metadata, annotations after errors; ids, times, name and flags stay whatever happens.
 * Returns its members as JSON, without the braces.
 */
export function cutToFit(document: SegmentDocument, room: number): string {
  const tally: Record<string, number> = {};
  let members = membersOf(document);
  for (const step of STEPS) {
    const excess = Buffer.byteLength(members) - room;
    if (excess <= 0) break;
    for (const [what, count] of Object.entries(step(document, excess + CUT_ENTRY_BYTES))) {
      if (count > 0) tally[what] = (tally[what] ?? 0) + count;
    }
    document.metadata ??= {};
    document.metadata.default ??= {};
    document.metadata.default[CUT_KEY] = tally;
    members = membersOf(document);
  }
  return members;
}

export function membersOf(document: SegmentDocument): string {
  return JSON.stringify(document).slice(1, -1);
}

/** The ends of long lists are worth the least. */
const trimLists: Step = (document) => {
  const exceptions = exceptionsOf(document);
  const frames = Math.max(2, Math.floor(200 / exceptions.length));
  return {
    'stack frames': exceptions.reduce((sum, exception) => sum + keepFrames(exception, frames), 0),
    links: keepLinks(document, 50),
  };
};

const cutData: Step = ({ metadata = {}, http, sql, aws, service, links = [] }, excess) => {
  const values = Object.values(metadata).flatMap((entries) => Object.keys(entries).map((key) => valueAt(entries, key)));
  const linked = links
    .filter(({ attributes }) => attributes !== undefined)
    .map((link): Value => ({ value: link.attributes, replace: (text) => (link.attributes = { [CUT_KEY]: text }) }));
  return { values: cutLargest([...values, ...textsWithin({ http, sql, aws, service }), ...linked], excess, 256) };
};

const cutErrorTexts: Step = (document, excess) => ({
  // The ids in it are shorter than what is cut.
  'error texts': cutLargest(textsWithin(exceptionsOf(document)), excess, 128),
});

const dropLinks: Step = (document) => ({ links: keepLinks(document, 5) });

/** The largest entries first, keys included. */
const dropMetadata: Step = ({ metadata = {} }, excess) => {
  const entries = Object.values(metadata)
    .flatMap(entriesOf)
    .sort((a, b) => b.bytes - a.bytes);
  const dropped = dropEntries(entries, excess);
  for (const [namespace, values] of Object.entries(metadata)) {
    if (Object.keys(values).length === 0) delete metadata[namespace];
  }
  return { 'metadata entries': dropped };
};

const keepFirstError: Step = (document) => {
  const [first, ...others] = exceptionsOf(document);
  if (!first) return {};
  const frames = keepFrames(first, 0);
  const skipped = others.reduce((sum, other) => sum + (other.skipped ?? 0), others.length + (first.skipped ?? 0));
  document.cause = { exceptions: [{ ...first, cause: undefined, skipped: skipped || undefined }] };
  return { exceptions: others.length, 'stack frames': frames, ...cutErrorTexts(document, Number.POSITIVE_INFINITY) };
};

const keepNoBlocks: Step = (document) => {
  const { links = [], http, aws, sql, service } = document;
  for (const name of ['links', 'http', 'aws', 'sql', 'service', 'user', 'metadata'] as const) delete document[name];
  return { links: links.length, blocks: [http, aws, sql, service].filter(Boolean).length };
};

const cutAnnotations: Step = ({ annotations = {} }, excess) => ({
  'annotation values': cutLargest(textsWithin(annotations), excess, 64),
});

const dropAnnotations: Step = (document, excess) => {
  const { annotations = {} } = document;
  const dropped = dropEntries(entriesOf(annotations).reverse(), excess);
  if (Object.keys(annotations).length === 0) document.annotations = undefined;
  return { annotations: dropped };
};

const STEPS: readonly Step[] = [
  trimLists,
  cutData,
  cutErrorTexts,
  dropLinks,
  dropMetadata,
  keepFirstError,
  keepNoBlocks,
  cutAnnotations,
  dropAnnotations,
];

interface Entry {
  readonly bytes: number;
  readonly drop: () => void;
}

function entriesOf(holder: Record<string, unknown>): Entry[] {
  return Object.entries(holder).map(([key, value]) => ({
    bytes: jsonBytes(key) + jsonBytes(value) + 2,
    drop: () => delete holder[key],
  }));
}

/** Drops one after the other until `excess` bytes are free; says how many. */
function dropEntries(entries: readonly Entry[], excess: number): number {
  let freed = 0;
  let dropped = 0;
  for (const { bytes, drop } of entries) {
    if (freed >= excess) break;
    drop();
    freed += bytes;
    dropped += 1;
  }
  return dropped;
}

function valueAt(holder: Record<string, unknown>, key: string, wrap = (text: string): unknown => text): Value {
  return {
    value: holder[key],
    replace: (text) => setOwn(holder, key, wrap(text)),
  };
}

/** Every text in a block of the document; a list of texts counts as one. */
function textsWithin(block: object): Value[] {
  return Object.entries(block).flatMap(([key, value]): Value[] => {
    // Reached by its own key: the block is whatever record has it.
    const holder = block as Record<string, unknown>;
    if (typeof value === 'string') return [valueAt(holder, key)];
    if (Array.isArray(value) && typeof value[0] === 'string') return [valueAt(holder, key, (text) => [text])];
    return typeof value === 'object' && value !== null ? textsWithin(value) : [];
  });
}

function exceptionsOf(document: SegmentDocument): DocumentException[] {
  return document.cause?.exceptions ?? [];
}

function keepFrames(exception: DocumentException, limit: number): number {
  const { stack = [], truncated = 0 } = exception;
  const cut = Math.max(0, stack.length - limit);
  if (cut === 0) return 0;
  exception.truncated = truncated + cut;
  exception.stack = limit === 0 ? undefined : stack.slice(0, limit);
  return cut;
}

function keepLinks(document: SegmentDocument, limit: number): number {
  const { links = [] } = document;
  if (links.length <= limit) return 0;
  document.links = links.slice(0, limit);
  return links.length - limit;
}
