import type { ParseError } from './errors.js';

/** How data is parsed. */
export interface ParseOptions {
  /** How many bytes compressed data in the event may become; more is a failure. Default: 10 MB (10 × 1024 × 1024). */
  readonly maxDecompressedBytes?: number | undefined;
}

export interface ParsedResultSuccess<TOutput> {
  /** Tells it from a failure. */
  success: true;
  /** What the schema gave. */
  data: TOutput;
}

export interface ParsedResultError<TInput> {
  /** Tells it from a success. */
  success: false;
  /** What is wrong, with the path of each issue. */
  error: ParseError;
  /** What was to be parsed, as it was given. */
  originalEvent: TInput;
}

/** What `safeParse` gives: the data, or what is wrong with it. */
export type ParsedResult<TInput = unknown, TOutput = TInput> = ParsedResultSuccess<TOutput> | ParsedResultError<TInput>;
