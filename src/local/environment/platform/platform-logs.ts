import type { InvocationReport, LogLine } from '../../report.js';

type Facts = Pick<InvocationReport, 'requestId' | 'traceHeader' | 'traceId' | 'functionSegmentId' | 'outcome'> &
  Pick<InvocationReport, 'startTime' | 'durationMs' | 'initDurationMs' | 'memorySize'>;

/** The lines that Lambda itself writes round those of the function: START, END and REPORT, as text or as JSON. */
export function withPlatformLogs(
  logs: readonly LogLine[],
  facts: Facts,
  { format, maxMemoryMb }: { readonly format: string | undefined; readonly maxMemoryMb: number | undefined },
): LogLine[] {
  const [start, ...end] =
    format?.toUpperCase() === 'JSON' ? jsonLines(facts, maxMemoryMb) : textLines(facts, maxMemoryMb);
  const { startTime, durationMs } = facts;
  return [
    ...(start ? [lineOf(start, startTime)] : []),
    ...logs,
    ...end.map((content) => lineOf(content, startTime + durationMs)),
  ];
}

type Content = string | Readonly<Record<string, unknown>>;

function lineOf(content: Content, time: number): LogLine {
  return typeof content === 'string'
    ? { stream: 'stdout', time, text: content, json: undefined }
    : { stream: 'stdout', time, text: JSON.stringify(content), json: content };
}

function textLines(
  { requestId, traceId, functionSegmentId, ...facts }: Facts,
  maxMemoryMb: number | undefined,
): Content[] {
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${facts.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billed(facts)} ms`,
    `Memory Size: ${facts.memorySize} MB`,
    ...(maxMemoryMb === undefined ? [] : [`Max Memory Used: ${maxMemoryMb} MB`]),
    ...(facts.initDurationMs === undefined ? [] : [`Init Duration: ${facts.initDurationMs.toFixed(2)} ms`]),
    `XRAY TraceId: ${traceId}`,
    `SegmentId: ${functionSegmentId}`,
    `Sampled: ${facts.traceHeader.includes('Sampled=1')}`,
    ...(statusOf(facts) === 'success' ? [] : [`Status: ${statusOf(facts)}`]),
  ];
  return [`START RequestId: ${requestId} Version: $LATEST`, `END RequestId: ${requestId}`, `${report.join('\t')}\t`];
}

function jsonLines(facts: Facts, maxMemoryMb: number | undefined): Content[] {
  const { requestId, startTime, durationMs, initDurationMs, memorySize } = facts;
  const status = statusOf(facts);
  const line = (time: number, type: string, record: object): Content => ({
    time: new Date(time).toISOString(),
    type,
    record: { requestId, ...record },
  });
  const metrics = { durationMs: round(durationMs), billedDurationMs: billed(facts), memorySizeMB: memorySize };
  return [
    line(startTime, 'platform.start', { version: '$LATEST' }),
    line(startTime + durationMs, 'platform.runtimeDone', { status, metrics: { durationMs: metrics.durationMs } }),
    line(startTime + durationMs, 'platform.report', {
      status,
      metrics: {
        ...metrics,
        ...(maxMemoryMb !== undefined && { maxMemoryUsedMB: maxMemoryMb }),
        ...(initDurationMs !== undefined && { initDurationMs: round(initDurationMs) }),
      },
    }),
  ];
}

/** In Lambda's words. */
function statusOf({ outcome }: Pick<Facts, 'outcome'>): string {
  if (outcome === 'ok') return 'success';
  return outcome === 'timeout' ? 'timeout' : outcome === 'exit' ? 'failure' : 'error';
}

/** INIT is billed as well. */
function billed({ durationMs, initDurationMs = 0 }: Pick<Facts, 'durationMs' | 'initDurationMs'>): number {
  return Math.ceil(durationMs + initDurationMs);
}

function round(millis: number): number {
  return Math.round(millis * 1000) / 1000;
}
