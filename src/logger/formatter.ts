import { isError } from '../../exporters/is-error.js';
import { errorEntries, locationOfStack } from '../../exporters/json/error-entries.js';
import { formatTimestamp } from '../../exporters/json/timestamp.js';
import { readFlag } from '../settings/read.js';
import { mergeKeys } from './keys/deep-merge.js';
import type { LambdaFacts } from './lambda-facts.js';
import type { LevelName } from './levels.js';
import type { Environment, LogAttributes } from './settings.js';

/** What a formatter is given of a record's own. */
export interface UnformattedAttributes extends LogAttributes {
  /** The level of the line, such as `INFO`. */
  logLevel: LevelName;
  /** When it was logged. */
  timestamp: Date;
  /** The text of the line. */
  message: string;
  /** The service that the Logger belongs to. */
  serviceName: string;
  /** The share of invocations, 0 to 1, that are logged at `DEBUG`. */
  sampleRateValue: number;
  /** The region, from `AWS_REGION`; empty if that is not set. */
  awsRegion: string;
  /** The option `environment`, else `ENVIRONMENT`; empty if neither is set. */
  environment?: Environment;
  /** The id of the trace in X-Ray's form, `1-<8 hex>-<24 hex>`. Absent if there is none. */
  xRayTraceId?: string;
  /** What is known of the invocation. Absent before the Logger has its context. */
  lambdaContext?: LambdaFacts;
}

/** The keys of one line, as a formatter makes them. */
export class LogItem {
  /** All keys of the line: for classes that are made of this one. */
  protected attributes: LogAttributes;

  constructor({ attributes }: { attributes: LogAttributes }) {
    this.attributes = attributes;
  }

  /** Merges `attributes` into those there are: plain objects key by key. */
  addAttributes(attributes: LogAttributes): this {
    const merged = new Map(Object.entries(this.attributes));
    mergeKeys(merged, attributes);
    this.attributes = Object.fromEntries(merged);
    return this;
  }

  /** All keys of the line, as they stand. */
  getAttributes(): LogAttributes {
    return this.attributes;
  }

  /** Replaces all keys of the line by `attributes`. */
  setAttributes(attributes: LogAttributes): void {
    this.attributes = attributes;
  }

  /** Drops keys that hold nothing. */
  prepareForPrint(): void {
    this.attributes = this.removeEmptyKeys(this.attributes);
  }

  /** A copy without the keys that hold undefined, null or an empty string. */
  removeEmptyKeys(attributes: LogAttributes): LogAttributes {
    return Object.fromEntries(
      Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null && value !== ''),
    );
  }
}

/**
 * Makes lines of your own form: extend it and give an instance as `logFormatter`.
 *
 * @example
 * class Short extends LogFormatter {
 *   formatAttributes({ logLevel, message }: UnformattedAttributes, additional: LogAttributes): LogItem {
 *     return new LogItem({ attributes: { l: logLevel, m: message } }).addAttributes(additional);
 *   }
 * }
 */
export abstract class LogFormatter {
  /** The errors whose causes are being formatted. */
  readonly #formatting = new Set<Error>();

  /** The line of a record, from its own attributes and from the user's keys. */
  abstract formatAttributes(attributes: UnformattedAttributes, additionalLogAttributes: LogAttributes): LogItem;

  /** What is printed of an error, and of its causes. In development (`POWERTOOLS_DEV`) the stack is a list of lines. */
  formatError(error: Error): LogAttributes {
    const formatted: LogAttributes = Object.fromEntries(errorEntries(error).filter(([, value]) => value !== undefined));
    const { stack, cause } = formatted;
    if (typeof stack === 'string' && readFlag(process.env, 'POWERTOOLS_DEV')) formatted.stack = stack.split('\n');
    this.#formatting.add(error);
    if (isError(cause)) formatted.cause = this.#formatting.has(cause) ? '[Circular]' : this.formatError(cause);
    this.#formatting.delete(error);
    return formatted;
  }

  /** RFC 3339, in the zone of `TZ`. */
  formatTimestamp(now: Date): string {
    return formatTimestamp(now.getTime(), process.env.TZ);
  }

  /** `file:line` of the innermost frame of a stack trace. */
  getCodeLocation(stack?: string): string {
    return locationOfStack(stack);
  }
}
