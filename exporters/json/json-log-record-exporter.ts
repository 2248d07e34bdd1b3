import type { ExportCallback } from '../export-callback.js';
import { checkOptionNames, type OptionNames } from '../option-names.js';
import { createLineWriter, type LineStream, type LineWriter, stdoutLineWriter } from '../write-line.js';
import { formatLine, type LineOptions } from './line.js';
import { type JsonLogRecord, lineKeys } from './record.js';

export interface JsonLogRecordExporterOptions {
  /** Where lines go. Default: `process.stdout`. */
  readonly stream?: LineStream;
  /** The zone of `timestamp`, an IANA name. `TZ`; default UTC. */
  readonly timeZone?: string;
  /** The most bytes of one line; its largest values are cut beyond. Default 262,118 (CloudWatch Logs: 256 KB an event). */
  readonly maxLineBytes?: number;
  /** Spaces of indentation. Default 0: one line a record. */
  readonly indent?: number;
  /** What stands in for the value at a path of keys: return the value itself where it may be seen. */
  readonly redact?: (path: readonly string[], value: unknown) => unknown;
}

const NAMES: OptionNames<JsonLogRecordExporterOptions> = {
  stream: true,
  timeZone: true,
  maxLineBytes: true,
  indent: true,
  redact: true,
};

/**
 * An OpenTelemetry `LogRecordExporter` that writes one line of JSON per record to stdout, where Lambda takes it to
 * CloudWatch Logs. It works with the `@opentelemetry/sdk-logs` of your choice.
 *
 * @example
 * ```ts
 * new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: new JsonLogRecordExporter() })] });
 * ```
 */
export class JsonLogRecordExporter {
  /** It writes to a stream: nothing of it goes over the network. */
  readonly isLocal = true;
  readonly #writer: LineWriter;
  readonly #line: LineOptions;
  readonly #timeZone: string | undefined;
  #isShutdown = false;

  constructor(options: JsonLogRecordExporterOptions = {}) {
    checkOptionNames('JsonLogRecordExporter', options, NAMES);
    this.#writer = options.stream ? createLineWriter({ stream: options.stream }) : stdoutLineWriter();
    this.#line = { maxBytes: options.maxLineBytes, indent: options.indent, redact: options.redact };
    this.#timeZone = options.timeZone ?? process.env.TZ;
  }

  /**
   * Writes one line a record, and calls `done` when the operating system has them: with `code` 1 if lines were lost.
   */
  export(records: readonly JsonLogRecord[], done: ExportCallback): void {
    if (this.#isShutdown) {
      done({ code: 1, error: new Error('The JSON log exporter was shut down; its records are not written.') });
      return;
    }
    const outcomes = records.map((record) =>
      this.#writer.write(formatLine(lineKeys(record, this.#timeZone), this.#line)),
    );
    const report = (written: readonly boolean[]): void => {
      const lost = written.filter((ok) => !ok).length;
      done(
        lost === 0 ? { code: 0 } : { code: 1, error: new Error(`${lost} of ${records.length} log lines were lost.`) },
      );
    };
    const settled = outcomes.filter((outcome) => typeof outcome === 'boolean');
    if (settled.length === outcomes.length) report(settled);
    else void Promise.all(outcomes).then(report);
  }

  /** Resolves when the operating system has all lines there are. */
  async forceFlush(): Promise<void> {
    await this.#writer.flush();
  }

  /** Resolves when the operating system has all lines there are. Later records are refused. */
  async shutdown(): Promise<void> {
    this.#isShutdown = true;
    await this.forceFlush();
  }
}
