import { diag } from '@opentelemetry/api';
import { quote } from '../json-quote.js';
import { MAX_METRICS_PER_DIRECTIVE } from './limits.js';

/** One metric of a document: how it is declared and what its member holds, both as JSON. */
export interface EmfEntry {
  readonly definition: string;
  /** `"name":value`. */
  readonly member: string;
}

/** What becomes one line, or several where the limits ask for it: metrics that share everything else. */
export interface EmfDocument extends LineFrame {
  /** Members as JSON, without braces: what can be searched only. */
  readonly properties: string;
  /** Members as JSON, without braces: the values of the dimensions. */
  readonly dimensions: string;
  readonly entries: readonly EmfEntry[];
}

export interface LineLimits {
  /** Metrics are moved to another line to stay below this. */
  readonly targetLineBytes: number;
  /** A line above this is not written. */
  readonly maxLineBytes: number;
}

// No UTF-16 unit takes more bytes than this in UTF-8.
const MAX_BYTES_PER_UNIT = 3;

const jsonOf = (name: string, value: unknown): string | undefined => {
  if (typeof value === 'string') return quote(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    diag.warn(`otel-powertools: the property "${name}" cannot be written as JSON. It is left out.`, error);
    return undefined;
  }
};

/** Members as JSON, without braces. Those whose value JSON has no form for are left out. */
export const membersText = (members: ReadonlyMap<string, unknown>): string => {
  let text = '';
  for (const [name, value] of members) {
    const json = jsonOf(name, value);
    if (json !== undefined) text += `${text === '' ? '' : ','}${quote(name)}:${json}`;
  }
  return text;
};

/** Parts of JSON that stand between braces or brackets, with a comma where both are there. */
const join = (left: string, right: string): string => {
  if (left === '') return right;
  return right === '' ? left : `${left},${right}`;
};

const setText = (names: readonly string[]): string => `[${names.map(quote).join(',')}]`;

/** What the lines of a document have in common: everything but the metrics. */
export interface LineFrame {
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly dimensionSets: readonly (readonly string[])[];
}

/** One line, of parts that are JSON already: the members, the definitions of the metrics, and their members. */
export const line = (
  { namespace, timestamp, dimensionSets }: LineFrame,
  members: string,
  definitions: string,
  targets: string,
): string =>
  `{"_aws":{"Timestamp":${timestamp},"CloudWatchMetrics":[{"Namespace":${quote(namespace)},"Dimensions":[${dimensionSets.map(setText).join(',')}],"Metrics":[${definitions}]}]},${join(members, targets)}}`;

const lineOf = (document: EmfDocument, entries: readonly EmfEntry[], members: string): string => {
  let definitions = '';
  let targets = '';
  for (const { definition, member } of entries) {
    definitions = join(definitions, definition);
    targets = join(targets, member);
  }
  return line(document, members, definitions, targets);
};

/** Whether a line needs no closer look: that is cheaper than to count its bytes. */
export const surelyFits = (text: string, { targetLineBytes }: LineLimits): boolean =>
  text.length * MAX_BYTES_PER_UNIT <= targetLineBytes;

/** The document as lines that keep the limits: each one stands for itself, and no metric is in two of them. */
export const documentLines = (document: EmfDocument, limits: LineLimits): string[] => {
  const { entries } = document;
  const members = join(document.properties, document.dimensions);
  if (entries.length <= MAX_METRICS_PER_DIRECTIVE) {
    const whole = lineOf(document, entries, members);
    if (surelyFits(whole, limits)) return [whole];
  }
  const lines: string[] = [];
  const emptyLineBytes = Buffer.byteLength(lineOf(document, [], members));
  let part: EmfEntry[] = [];
  let partBytes = emptyLineBytes;
  const finishPart = (): void => {
    if (part.length > 0) lines.push(...fittingLine(document, part, members, limits));
    part = [];
    partBytes = emptyLineBytes;
  };
  for (const entry of entries) {
    const entryBytes = Buffer.byteLength(entry.definition) + Buffer.byteLength(entry.member) + 2;
    if (part.length === MAX_METRICS_PER_DIRECTIVE || partBytes + entryBytes > limits.targetLineBytes) finishPart();
    part.push(entry);
    partBytes += entryBytes;
  }
  finishPart();
  return lines;
};

/** A number that arrives is worth more than the properties beside it: they go first where a line is too long. */
const fittingLine = (
  document: EmfDocument,
  entries: readonly EmfEntry[],
  members: string,
  { maxLineBytes }: LineLimits,
): string[] => {
  const whole = lineOf(document, entries, members);
  if (Buffer.byteLength(whole) <= maxLineBytes) return [whole];
  const bare = lineOf(document, entries, document.dimensions);
  if (Buffer.byteLength(bare) > maxLineBytes) {
    diag.error(`otel-powertools: a metric that alone needs more than ${maxLineBytes} bytes was dropped.`);
    return [];
  }
  diag.warn(`otel-powertools: the properties of a line of metrics were dropped; they exceed ${maxLineBytes} bytes.`);
  return [bare];
};
