import { diag } from '@opentelemetry/api';
import { quote } from '../../json-quote.js';
import { MAX_METRICS_PER_DIRECTIVE } from './limits.js';

/** What the lines of a document have in common, beside their members. */
export interface DocumentFrame {
  /** The CloudWatch namespace. */
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** The names of dimensions, one list for each set: CloudWatch keeps a metric under each. */
  readonly dimensionSets: readonly (readonly string[])[];
}

export interface LineLimits {
  /** Metrics are moved to another line to stay below this. */
  readonly targetLineBytes: number;
  /** A line above this is not written. */
  readonly maxLineBytes: number;
}

// No UTF-16 unit takes more bytes than this in UTF-8.
const MAX_BYTES_PER_UNIT = 3;

/** Whether the length alone tells that a text has no more bytes: nearly always, and cheaper than to count them. */
export function isSurelyWithin(text: string, maxBytes: number): boolean {
  return text.length * MAX_BYTES_PER_UNIT <= maxBytes;
}

/** Parts of JSON that stand between braces or brackets, with a comma where both are there. */
export function join(left: string, right: string): string {
  if (left === '') return right;
  return right === '' ? left : `${left},${right}`;
}

/** Members as JSON, without braces. Those whose value JSON has no form for are left out. */
export function membersText(members: ReadonlyMap<string, unknown>): string {
  if (members.size === 0) return '';
  let text = '';
  for (const [name, value] of members) {
    const json = jsonOf(name, value);
    if (json !== undefined) text = join(text, `${quote(name)}:${json}`);
  }
  return text;
}

/** A line, of parts that are JSON already: its members, the definitions of its metrics, and the members of these. */
export function lineText(
  { namespace, timestamp, dimensionSets }: DocumentFrame,
  members: string,
  definitions: string,
  targets: string,
): string {
  const envelope = `{"_aws":{"Timestamp":${timestamp},"CloudWatchMetrics":[{${directiveHead(namespace, dimensionSets)}"Metrics":[${definitions}]}]}`;
  return `${join(envelope, join(members, targets))}}`;
}

/** What a directive says before its metrics: the same, to the identity, in the lines of most invocations. */
function directiveHead(namespace: string, dimensionSets: DocumentFrame['dimensionSets']): string {
  if (lastHead?.namespace === namespace && lastHead.dimensionSets === dimensionSets) return lastHead.text;
  const sets = dimensionSets.map((names) => `[${names.map(quote).join(',')}]`).join(',');
  const text = `"Namespace":${quote(namespace)},"Dimensions":[${sets}],`;
  lastHead = { namespace, dimensionSets, text };
  return text;
}

let lastHead: (Pick<DocumentFrame, 'namespace' | 'dimensionSets'> & { readonly text: string }) | undefined;

/** The metrics of a line that is being filled: their definitions and their members, as JSON. */
interface OpenLine {
  readonly definitions: string;
  readonly targets: string;
  readonly count: number;
}

/**
 * Metrics that share everything else, as lines that keep the limits: each line stands for itself, and no metric is in two
 * of them.
 */
export class EmfDocument {
  readonly #frame: DocumentFrame;
  readonly #members: string;
  readonly #dimensions: string;
  readonly #limits: LineLimits;
  /** By the part of their metrics that they take. */
  readonly #open: OpenLine[] = [];
  readonly #finished: string[] = [];

  /**
   * @param properties - Members as JSON, without braces: what can be searched only.
   * @param dimensions - Members as JSON, without braces: the values of the dimensions.
   */
  constructor(frame: DocumentFrame, properties: string, dimensions: string, limits: LineLimits) {
    this.#frame = frame;
    this.#members = join(properties, dimensions);
    this.#dimensions = dimensions;
    this.#limits = limits;
  }

  /**
   * @param definition - How the metric is declared, as JSON.
   * @param member - `"name":value`, as JSON.
   * @param part - Which part of the metric it is: a line has but one member of a name.
   */
  add(definition: string, member: string, part = 0): void {
    const line = this.#open[part];
    const longer = line && {
      definitions: `${line.definitions},${definition}`,
      targets: `${line.targets},${member}`,
      count: line.count + 1,
    };
    if (longer && longer.count <= MAX_METRICS_PER_DIRECTIVE && this.#isShort(longer)) {
      this.#open[part] = longer;
      return;
    }
    if (line) this.#finish(line);
    this.#open[part] = { definitions: definition, targets: member, count: 1 };
  }

  /** The lines. Nothing is added any more. */
  lines(): string[] {
    for (const line of this.#open) this.#finish(line);
    return this.#finished;
  }

  #textOf({ definitions, targets }: OpenLine, members: string): string {
    return lineText(this.#frame, members, definitions, targets);
  }

  #isShort(line: OpenLine): boolean {
    return isWithin(this.#textOf(line, this.#members), this.#limits.targetLineBytes);
  }

  /** A number that arrives is worth more than the properties beside it: they go first where a line is too long. */
  #finish(line: OpenLine): void {
    const { maxLineBytes } = this.#limits;
    const whole = this.#textOf(line, this.#members);
    if (isWithin(whole, maxLineBytes)) {
      this.#finished.push(whole);
      return;
    }
    const bare = this.#textOf(line, this.#dimensions);
    if (!isWithin(bare, maxLineBytes)) {
      diag.error(`otel-powertools: a metric that alone needs more than ${maxLineBytes} bytes was dropped.`);
      return;
    }
    diag.warn(`otel-powertools: the properties of a line of metrics were dropped; they exceed ${maxLineBytes} bytes.`);
    this.#finished.push(bare);
  }
}

function isWithin(text: string, maxBytes: number): boolean {
  return isSurelyWithin(text, maxBytes) || Buffer.byteLength(text) <= maxBytes;
}

function jsonOf(name: string, value: unknown): string | undefined {
  if (typeof value === 'string') return quote(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    diag.warn(`otel-powertools: the property "${name}" cannot be written as JSON. It is left out.`, error);
    return undefined;
  }
}
