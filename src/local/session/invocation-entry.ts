import { type ConsoleLine, readConsoleLine } from '../console-line.js';
import { recordOf, type Values } from '../is-record.js';
import type { FunctionFailure, InvocationReport, OmittedOutput, Outcome } from '../report.js';
import type { Rejection, SegmentDocument } from '../xray/segment-document.js';
import { type EventSource, eventSourceOf } from './event-source.js';
import type { FailureExplanation } from './failure-explanation.js';
import { producerLinks } from './producer-links.js';
import { findReplay, type TraceReference } from './replay.js';

/** What a list shows of an invocation. */
export interface InvocationSummary {
  /** Counts the invocations of the session, from 1. */
  readonly sequence: number;
  readonly requestId: string;
  readonly functionName: string;
  readonly trigger: string;
  readonly source: EventSource;
  /** X-Ray form. */
  readonly traceId: string;
  /** The other traces in which was sent what it processed. */
  readonly linkedTraces: readonly string[];
  readonly outcome: Outcome;
  /** The status of an HTTP response. */
  readonly statusCode: number | undefined;
  /** What went wrong, in one line. */
  readonly problem: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly durationMs: number;
  readonly coldStart: boolean;
  readonly initDurationMs: number | undefined;
  /** Whether the answer is that of an earlier execution. */
  readonly replayed: boolean;
  readonly logs: number;
  readonly errorLogs: number;
}

/** Everything about one invocation, as JSON holds it. */
export interface InvocationEntry extends InvocationSummary {
  /** The segment that Lambda itself writes for the invocation. */
  readonly functionSegmentId: string;
  /** The segment of the caller. */
  readonly parentId: string | undefined;
  readonly memorySize: number;
  /** The execution that a replay repeats the answer of. */
  readonly replayOf: TraceReference | undefined;
  readonly failure: FunctionFailure | undefined;
  readonly explanation: FailureExplanation | undefined;
  /** JSON text, cut after `TEXT_LIMIT` characters. */
  readonly event: string;
  readonly eventCut: boolean;
  /** Text, or base64 where it is none. */
  readonly response: string;
  readonly responseEncoding: 'text' | 'base64';
  readonly responseBytes: number;
  readonly streamed: boolean;
  readonly logLines: readonly EntryLog[];
  readonly omittedOutput: OmittedOutput | undefined;
  readonly metrics: readonly Values[];
  readonly segments: readonly { readonly document: SegmentDocument; readonly datagramBytes: number }[];
  readonly rejections: readonly Rejection[];
  /** Sizes in bytes of the datagrams with spans in OTLP. */
  readonly otlpDatagrams: readonly number[];
}

export interface EntryLog {
  readonly stream: 'stdout' | 'stderr';
  /** Milliseconds since the epoch: the line's own timestamp, or when it arrived. */
  readonly time: number;
  readonly text: string;
  readonly json: Values | undefined;
  /** What `console` was given, where it has written the line. */
  readonly console: ConsoleLine | undefined;
}

/** What is kept of an event or a response: more is nothing to look at in a browser. */
const TEXT_LIMIT = 1024 * 1024;

/** What the report says, in the form in which it is kept, listed and sent. */
export function toEntry(report: InvocationReport, sequence: number): InvocationEntry {
  const { requestId, functionName, trigger, traceId, outcome, startTime, durationMs, coldStart, streamed } = report;
  const logLines = report.logs.map(({ stream, time, text, json }) => ({
    stream,
    time: timestampOf(json) ?? time,
    text,
    json,
    console: readConsoleLine(text),
  }));
  const { explanation } = report;
  const replay = findReplay(report.segments);
  return {
    sequence,
    requestId,
    functionName,
    trigger,
    source: eventSourceOf(report.event),
    traceId,
    linkedTraces: linkedTraces(report),
    outcome,
    statusCode: statusCodeOf(report),
    problem: explanation && `${explanation.errorType}: ${firstLine(explanation.errorMessage)}`,
    startTime,
    durationMs,
    coldStart,
    initDurationMs: report.initDurationMs,
    replayed: replay !== undefined,
    logs: logLines.length,
    errorLogs: logLines.filter(isError).length,
    functionSegmentId: report.functionSegmentId,
    parentId: report.parentId,
    memorySize: report.memorySize,
    replayOf: replay?.of,
    failure: report.failure,
    explanation,
    event: report.event.slice(0, TEXT_LIMIT),
    eventCut: report.event.length > TEXT_LIMIT,
    ...responseOf(report),
    streamed,
    logLines,
    omittedOutput: report.omittedOutput,
    metrics: report.metrics,
    segments: report.segments.map((document, index) => ({
      document,
      datagramBytes: report.datagramBytes[index] ?? 0,
    })),
    rejections: report.rejections,
    otlpDatagrams: report.otlpDatagrams ?? [],
  };
}

export function summaryOf(entry: InvocationEntry): InvocationSummary {
  const { sequence, requestId, functionName, trigger, source, traceId, outcome, statusCode, problem } = entry;
  const { startTime, durationMs, coldStart, initDurationMs, replayed, logs, errorLogs } = entry;
  return {
    ...{ sequence, requestId, functionName, trigger, source, traceId, outcome, statusCode, problem },
    ...{ startTime, durationMs, coldStart, initDurationMs, replayed, logs, errorLogs },
    linkedTraces: entry.linkedTraces,
  };
}

function linkedTraces({ segments, traceId }: InvocationReport): string[] {
  const linked = new Set(segments.flatMap(producerLinks).map((link) => link.traceId));
  linked.delete(traceId);
  return [...linked];
}

/** The status of the HTTP response that a function's result means; undefined where it means none. */
function statusCodeOf({ response, streamed, outcome }: InvocationReport): number | undefined {
  if (streamed || outcome !== 'ok' || response.length > TEXT_LIMIT) return undefined;
  try {
    const { statusCode } = recordOf(JSON.parse(response.toString('utf8')));
    return typeof statusCode === 'number' ? statusCode : undefined;
  } catch {
    return undefined;
  }
}

function responseOf({
  response,
}: InvocationReport): Pick<InvocationEntry, 'response' | 'responseEncoding' | 'responseBytes'> {
  const kept = response.subarray(0, TEXT_LIMIT);
  const text = kept.toString('utf8');
  // A cut may fall within a character: only what is in the middle tells bytes from text.
  const isText = !text.slice(0, -1).includes('\ufffd');
  return {
    response: isText ? text : kept.toString('base64'),
    responseEncoding: isText ? 'text' : 'base64',
    responseBytes: response.length,
  };
}

function timestampOf(json: Values | undefined): number | undefined {
  const value = json?.timestamp;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function isError({ json, console }: EntryLog): boolean {
  const level = json ? json.level : console?.level;
  return level === 'ERROR' || level === 'CRITICAL' || level === 'FATAL';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 300) ?? '';
}
