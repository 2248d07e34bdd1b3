import type { EmfDocument, InvocationReport, LogLine } from './report.js';
import type { Rejection, SegmentDocument } from './segment-document.js';

/** What a function writes and sends while an invocation lasts. */
export class InvocationRecord {
  readonly logs: LogLine[] = [];
  readonly metrics: EmfDocument[] = [];
  readonly segments: SegmentDocument[] = [];
  readonly rejections: Rejection[] = [];
  readonly otlpDatagrams: number[] = [];

  line(stream: LogLine['stream'], text: string): void {
    const json = readJsonObject(text);
    if (json && isObject(json._aws)) this.metrics.push(json);
    else if (text !== '') this.logs.push({ stream, text, json });
  }

  contents(): Pick<InvocationReport, 'logs' | 'metrics' | 'segments' | 'rejections' | 'otlpDatagrams'> {
    const { logs, metrics, segments, rejections, otlpDatagrams } = this;
    return { logs, metrics, segments, rejections, ...(otlpDatagrams.length > 0 && { otlpDatagrams }) };
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readJsonObject = (text: string): Record<string, unknown> | undefined => {
  const start = text.trimStart();
  if (!start.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(start);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
