import { diag } from '@opentelemetry/api';
import { quote } from '../json-quote.js';
import { MAX_METRICS_PER_DIRECTIVE } from './limits.js';

/** What the lines of a document have in common, beside their members. */
export interface DocumentFrame {
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
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
const SEPARATORS_LENGTH = ']}]},,,}'.length;

const jsonOf = (name: string, value: unknown): string | undefined => {
  if (typeof value === 'string') return quote(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    diag.warn(`otel-powertools: the property "${name}" cannot be written as JSON. It is left out.`, error);
    return undefined;
  }
};

/** Parts of JSON that stand between braces or brackets, with a comma where both are there. */
const join = (left: string, right: string): string => {
  if (left === '') return right;
  return right === '' ? left : `${left},${right}`;
};

/** Members as JSON, without braces. Those whose value JSON has no form for are left out. */
export const membersText = (members: ReadonlyMap<string, unknown>): string => {
  let text = '';
  for (const [name, value] of members) {
    const json = jsonOf(name, value);
    if (json !== undefined) text = join(text, `${quote(name)}:${json}`);
  }
  return text;
};

const headOf = ({ namespace, timestamp, dimensionSets }: DocumentFrame): string => {
  const sets = dimensionSets.map((names) => `[${names.map(quote).join(',')}]`);
  return `{"_aws":{"Timestamp":${timestamp},"CloudWatchMetrics":[{"Namespace":${quote(namespace)},"Dimensions":[${sets.join(',')}],"Metrics":[`;
};

/** The metrics of a line that is being filled: their definitions and their members, as JSON. */
interface OpenLine {
  definitions: string;
  targets: string;
  count: number;
}

/**
 * Metrics that share everything else, as lines that keep the limits: each line stands for itself, and no metric is in two
 * of them.
 */
export class EmfDocument {
  readonly #head: string;
  readonly #properties: string;
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
    this.#head = headOf(frame);
    this.#properties = properties;
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
    if (line) {
      const definitions = `${line.definitions},${definition}`;
      const targets = `${line.targets},${member}`;
      if (line.count < MAX_METRICS_PER_DIRECTIVE && this.#isShort(definitions, targets)) {
        line.definitions = definitions;
        line.targets = targets;
        line.count += 1;
        return;
      }
      this.#finish(line);
    }
    this.#open[part] = { definitions: definition, targets: member, count: 1 };
  }

  /** The lines. Nothing is added any more. */
  lines(): string[] {
    for (const line of this.#open) this.#finish(line);
    return this.#finished;
  }

  #text(definitions: string, members: string): string {
    return `${this.#head}${definitions}]}]},${members}}`;
  }

  #whole(definitions: string, targets: string): string {
    return this.#text(definitions, join(join(this.#properties, this.#dimensions), targets));
  }

  #isShort(definitions: string, targets: string): boolean {
    const { targetLineBytes } = this.#limits;
    const common = this.#head.length + this.#properties.length + this.#dimensions.length + SEPARATORS_LENGTH;
    // Nearly always, and cheaper than to count bytes.
    if ((common + definitions.length + targets.length) * MAX_BYTES_PER_UNIT <= targetLineBytes) return true;
    return Buffer.byteLength(this.#whole(definitions, targets)) <= targetLineBytes;
  }

  /** A number that arrives is worth more than the properties beside it: they go first where a line is too long. */
  #finish({ definitions, targets }: OpenLine): void {
    const { maxLineBytes } = this.#limits;
    const fits = (text: string): boolean => Buffer.byteLength(text) <= maxLineBytes && this.#finished.push(text) > 0;
    if (fits(this.#whole(definitions, targets))) return;
    if (fits(this.#text(definitions, join(this.#dimensions, targets)))) {
      diag.warn(`otel-powertools: the properties of a line of metrics were dropped; they exceed ${maxLineBytes} bytes.`);
      return;
    }
    diag.error(`otel-powertools: a metric that alone needs more than ${maxLineBytes} bytes was dropped.`);
  }
}
