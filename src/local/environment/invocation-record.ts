import { readConsoleLine } from '../console-line.js';
import { isRecord, type Values } from '../is-record.js';
import type { EmfDocument, InvocationReport, LogLine } from '../report.js';
import type { Rejection, SegmentDocument } from '../xray/segment-document.js';

/** How much of what an invocation writes is kept, in bytes: a function that prints without end must not fill the memory. */
const OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024;

/** What a function writes and sends while an invocation lasts. */
export class InvocationRecord {
  readonly #logs: LogLine[] = [];
  readonly #metrics: EmfDocument[] = [];
  readonly #segments: SegmentDocument[] = [];
  readonly #datagramBytes: number[] = [];
  readonly #rejections: Rejection[] = [];
  readonly #otlpDatagrams: number[] = [];
  #keptBytes = 0;
  #omittedLines = 0;
  #omittedBytes = 0;

  line(stream: LogLine['stream'], text: string): void {
    if (text === '') return;
    const bytes = Buffer.byteLength(text);
    if (this.#keptBytes + bytes > OUTPUT_LIMIT_BYTES) {
      this.#omittedLines += 1;
      this.#omittedBytes += bytes;
      return;
    }
    this.#keptBytes += bytes;
    const json = readJsonObject(text);
    if (json && isRecord(json._aws)) this.#metrics.push(json);
    else this.#logs.push({ stream, time: Date.now(), text, json });
  }

  segment(document: SegmentDocument, bytes: number): void {
    this.#segments.push(document);
    this.#datagramBytes.push(bytes);
  }

  rejection(rejection: Rejection): void {
    this.#rejections.push(rejection);
  }

  otlp(bytes: number): void {
    this.#otlpDatagrams.push(bytes);
  }

  contents(): RecordedContents {
    return {
      logs: this.#logs,
      metrics: this.#metrics,
      segments: this.#segments,
      datagramBytes: this.#datagramBytes,
      rejections: this.#rejections,
      ...(this.#otlpDatagrams.length > 0 && { otlpDatagrams: this.#otlpDatagrams }),
      ...(this.#omittedLines > 0 && { omittedOutput: { lines: this.#omittedLines, bytes: this.#omittedBytes } }),
    };
  }
}

/** What the report of an invocation takes from its record. */
export type RecordedContents = Pick<
  InvocationReport,
  'logs' | 'metrics' | 'segments' | 'datagramBytes' | 'rejections' | 'otlpDatagrams' | 'omittedOutput'
>;

function readJsonObject(text: string): Values | undefined {
  const start = (readConsoleLine(text)?.message ?? text).trimStart();
  if (!start.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(start);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
