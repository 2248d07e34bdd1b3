import { isRecord, type Values } from '../is-record.js';
import type { EmfDocument, InvocationReport, LogLine } from '../report.js';
import type { Rejection, SegmentDocument } from '../xray/segment-document.js';

/** What a function writes and sends while an invocation lasts. */
export class InvocationRecord {
  readonly logs: LogLine[] = [];
  readonly metrics: EmfDocument[] = [];
  readonly segments: SegmentDocument[] = [];
  readonly rejections: Rejection[] = [];
  readonly otlpDatagrams: number[] = [];

  line(stream: LogLine['stream'], text: string): void {
    const json = readJsonObject(text);
    if (json && isRecord(json._aws)) this.metrics.push(json);
    else if (text !== '') this.logs.push({ stream, text, json });
  }

  contents(): Pick<InvocationReport, 'logs' | 'metrics' | 'segments' | 'rejections' | 'otlpDatagrams'> {
    const { logs, metrics, segments, rejections, otlpDatagrams } = this;
    return { logs, metrics, segments, rejections, ...(otlpDatagrams.length > 0 && { otlpDatagrams }) };
  }
}

/** What Lambda's own runtime puts before the text of `console.log`: the time, the request id and the level. */
const CONSOLE_PREFIX = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z\t[^\t]*\t[A-Z]+\t/;

function readJsonObject(text: string): Values | undefined {
  const start = text.replace(CONSOLE_PREFIX, '').trimStart();
  if (!start.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(start);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
