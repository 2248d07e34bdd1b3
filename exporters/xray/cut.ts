import { setOwn } from './json-value.js';
import type { DocumentException, SegmentDocument } from './segment-document.js';
import { cutLargest, type Value } from './water-level.js';

/** How much was cut from a document, under `otel.xray.cut` of its metadata. */
const CUT_KEY = 'otel.xray.cut';

// What that entry takes at most.
const CUT_ENTRY_BYTES = 256;

type Tally = Record<string, number>;

/** Makes the document smaller by at least `excess` bytes as far as it can, and counts what it cut. */
type Step = (document: SegmentDocument, excess: number, tally: Tally) => void;

/**
 * Cuts a document that is alone larger than `room` bytes, the largest values first, until it fits. What says the most
 * goes last: errors after metadata, annotations after errors; ids, times, name and flags stay whatever happens.
 * Returns its members as JSON, without the braces.
 */
export const cutToFit = (document: SegmentDocument, room: number): string => {
  const tally: Tally = {};
  let members = membersOf(document);
  for (const step of STEPS) {
    const excess = Buffer.byteLength(members) - room;
    if (excess <= 0) break;
    step(document, excess + CUT_ENTRY_BYTES, tally);
    setTally(document, tally);
    members = membersOf(document);
  }
  return members;
};

export const membersOf = (document: SegmentDocument): string => JSON.stringify(document).slice(1, -1);

const setTally = (document: SegmentDocument, tally: Tally): void => {
  document.metadata ??= {};
  document.metadata.default ??= {};
  document.metadata.default[CUT_KEY] = tally;
};

const add = (tally: Tally, what: string, count: number): void => {
  if (count > 0) tally[what] = (tally[what] ?? 0) + count;
};

/** The ends of long lists are worth the least. */
const trimLists: Step = (document, _excess, tally) => {
  const exceptions = exceptionsOf(document);
  const frames = Math.max(2, Math.floor(200 / exceptions.length));
  for (const exception of exceptions) add(tally, 'stack frames', keepFrames(exception, frames));
  add(tally, 'links', keepLinks(document, 50));
};

const cutData: Step = (document, excess, tally) => {
  add(tally, 'values', cutLargest([...metadataValues(document), ...blockValues(document)], excess, 256));
};

const cutErrorTexts: Step = (document, excess, tally) => {
  add(tally, 'error texts', cutLargest(errorTexts(document), excess, 128));
};

const dropLinks: Step = (document, _excess, tally) => {
  add(tally, 'links', keepLinks(document, 5));
};

/** The largest entries first, keys included. */
const dropMetadata: Step = ({ metadata = {} }, excess, tally) => {
  const entries = Object.values(metadata).flatMap((values) =>
    Object.entries(values).map(([key, value]) => ({ values, key, bytes: jsonBytes(key) + jsonBytes(value) + 2 })),
  );
  let freed = 0;
  for (const { values, key, bytes } of entries.sort((a, b) => b.bytes - a.bytes)) {
    if (freed >= excess) break;
    delete values[key];
    freed += bytes;
    add(tally, 'metadata entries', 1);
  }
  for (const [namespace, values] of Object.entries(metadata)) {
    if (Object.keys(values).length === 0) delete metadata[namespace];
  }
};

const keepFirstError: Step = (document, _excess, tally) => {
  const [first, ...others] = exceptionsOf(document);
  if (!first) return;
  add(tally, 'exceptions', others.length);
  add(tally, 'stack frames', keepFrames(first, 0));
  const skipped = others.reduce((sum, other) => sum + (other.skipped ?? 0), others.length + (first.skipped ?? 0));
  document.cause = { exceptions: [{ ...first, cause: undefined, skipped: skipped || undefined }] };
  add(tally, 'error texts', cutLargest(errorTexts(document), Number.POSITIVE_INFINITY, 128));
};

const keepNoBlocks: Step = (document, _excess, tally) => {
  add(tally, 'links', document.links?.length ?? 0);
  add(tally, 'blocks', [document.http, document.aws, document.sql, document.service].filter(Boolean).length);
  for (const name of ['links', 'http', 'aws', 'sql', 'service', 'user', 'metadata'] as const) delete document[name];
};

const cutAnnotations: Step = ({ annotations = {} }, excess, tally) => {
  const values = Object.keys(annotations)
    .filter((key) => typeof annotations[key] === 'string')
    .map((key) => valueAt(annotations, key, (text) => text));
  add(tally, 'annotation values', cutLargest(values, excess, 64));
};

const dropAnnotations: Step = (document, excess, tally) => {
  const { annotations = {} } = document;
  let freed = 0;
  for (const key of Object.keys(annotations).reverse()) {
    if (freed >= excess) break;
    freed += jsonBytes(key) + jsonBytes(annotations[key]) + 2;
    delete annotations[key];
    add(tally, 'annotations', 1);
  }
  if (Object.keys(annotations).length === 0) document.annotations = undefined;
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

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const valueAt = <T>(holder: Record<string, T>, key: string, wrap: (text: string) => T): Value => ({
  value: holder[key],
  replace: (text) => setOwn(holder, key, wrap(text)),
});

const exceptionsOf = (document: SegmentDocument): DocumentException[] => document.cause?.exceptions ?? [];

const keepFrames = (exception: DocumentException, limit: number): number => {
  const cut = Math.max(0, (exception.stack?.length ?? 0) - limit);
  if (cut === 0) return 0;
  exception.truncated = (exception.truncated ?? 0) + cut;
  exception.stack = limit === 0 ? undefined : exception.stack?.slice(0, limit);
  return cut;
};

const keepLinks = (document: SegmentDocument, limit: number): number => {
  const cut = Math.max(0, (document.links?.length ?? 0) - limit);
  if (cut > 0) document.links = document.links?.slice(0, limit);
  return cut;
};

const metadataValues = ({ metadata = {} }: SegmentDocument): Value[] =>
  Object.values(metadata).flatMap((values) => Object.keys(values).map((key) => valueAt(values, key, (text) => text)));

const errorTexts = (document: SegmentDocument): Value[] =>
  exceptionsOf(document).flatMap((exception) => [
    {
      value: exception.message ?? '',
      replace: (text) => {
        exception.message = text;
      },
    },
    {
      value: exception.type,
      replace: (text) => {
        exception.type = text;
      },
    },
    ...(exception.stack ?? []).flatMap((frame): Value[] => [
      {
        value: frame.path,
        replace: (text) => {
          frame.path = text;
        },
      },
      {
        value: frame.label,
        replace: (text) => {
          frame.label = text;
        },
      },
    ]),
  ]);

/** The texts of `http`, `sql`, `aws`, …, and the attributes of links. */
const blockValues = ({ http, sql, aws, service, links = [] }: SegmentDocument): Value[] => [
  ...[http?.request, sql, aws, service].flatMap((block) => (block ? textsWithin(block) : [])),
  ...links
    .filter(({ attributes }) => attributes !== undefined)
    .map((link) => ({
      value: link.attributes,
      replace: (text: string) => {
        link.attributes = { [CUT_KEY]: text };
      },
    })),
];

const textsWithin = (block: object): Value[] =>
  Object.entries(block).flatMap(([key, value]): Value[] => {
    // Reached by its own key: the block is whatever record has it.
    const holder = block as Record<string, unknown>;
    if (typeof value === 'string') return [valueAt(holder, key, (text) => text)];
    if (Array.isArray(value)) return [valueAt(holder, key, (text) => [text])];
    return typeof value === 'object' && value !== null ? textsWithin(value) : [];
  });
