import type { EmittedLog, LogSink } from '../telemetry/logs.js';

/** One log record, made and not yet written: a line for stdout, a record for other exporters, or both. */
export interface LogOutput {
  readonly line: string | undefined;
  readonly record: EmittedLog | undefined;
  /** The size of its line in UTF-8. */
  readonly bytes: number;
}

/** Hands a record over to whoever is configured to take it. */
export const write = (sink: LogSink, output: LogOutput): void => {
  if (output.line !== undefined) sink.writeLine?.(output.line);
  if (output.record) sink.emit?.(output.record);
};
