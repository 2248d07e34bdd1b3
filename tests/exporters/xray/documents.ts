import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** A document as it was received: what is asserted of it is for the tests and the schema to say. */
export interface ReceivedDocument {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly subsegments?: readonly ReceivedDocument[];
  readonly [member: string]: unknown;
}

const HEADER = '{"format":"json","version":1}\n';

/** What follows the header of a datagram. */
export const bodyOf = (datagram: Buffer | undefined): string => {
  const text = datagram?.toString('utf8') ?? '';
  if (!text.startsWith(HEADER)) throw new Error(`The datagram does not begin with the header: ${text.slice(0, 60)}`);
  return text.slice(HEADER.length);
};

/** The document in a datagram, as the type that a test reads it by; `faultsOf` says whether it is one. */
export const documentOf = <T = ReceivedDocument>(datagram: Buffer | undefined): T => JSON.parse(bodyOf(datagram));

const schema: unknown = JSON.parse(readFileSync(new URL('segment-document.schema.json', import.meta.url), 'utf8'));

const isLegal = new Ajv({ allErrors: true, unicodeRegExp: true, allowUnionTypes: true }).compile(Object(schema));

/** What is wrong with a document by X-Ray's description; nothing when it is legal. */
export const faultsOf = (document: unknown): readonly string[] =>
  isLegal(document) ? [] : (isLegal.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

export interface ReceivedSpan {
  readonly id: string;
  readonly traceId: string | undefined;
  readonly parentId: string | undefined;
  readonly document: ReceivedDocument;
}

/** Whether a document stands for no span: it holds children of one that had no room for them. */
export const isGroup = ({ metadata }: ReceivedDocument): boolean =>
  JSON.stringify(metadata ?? {}).includes('"otel.xray.group"');

/**
 * The spans of some documents, put together as X-Ray does: nested ones are children of what they are nested in. What is
 * nested in a group is a child of the group's parent.
 */
export const reassemble = (documents: readonly ReceivedDocument[]): ReceivedSpan[] => {
  const nodes = documents.map((document): ReceivedSpan => {
    const { id, trace_id: traceId, parent_id: parentId } = document;
    return { id, traceId, parentId, document };
  });
  for (const { id, traceId, parentId, document } of nodes) {
    const parent = isGroup(document) ? parentId : id;
    for (const child of document.subsegments ?? [])
      nodes.push({ id: child.id, traceId, parentId: parent, document: child });
  }
  return nodes.filter(({ document }) => !isGroup(document));
};
