import type { LogLine } from '../report.js';
import type { Rejection, SegmentDocument } from '../xray/segment-document.js';
import { InvocationRecord, type RecordedContents } from './invocation-record.js';
import type { RunningInvocation } from './running-invocation.js';

interface Entry {
  readonly running: RunningInvocation;
  readonly record: InvocationRecord;
}

const REQUEST_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TRACE_ID = /1-[0-9a-f]{8}-[0-9a-f]{24}|[0-9a-f]{32}/g;

/**
 * The invocations that a function's process works on, and which of them what it writes and sends belongs to. With one at a
 * time that is clear. With several a line says it, by a request id or a trace id; one that says nothing goes to the oldest.
 */
export class RunningInvocations {
  readonly #entries = new Map<string, Entry>();
  /** What comes while nothing runs belongs to the next. */
  #between = new InvocationRecord();

  get count(): number {
    return this.#entries.size;
  }

  get all(): readonly RunningInvocation[] {
    return [...this.#entries.values()].map(({ running }) => running);
  }

  get(requestId: string): RunningInvocation | undefined {
    return this.#entries.get(requestId)?.running;
  }

  begin(running: RunningInvocation): void {
    this.#entries.set(running.request.requestId, { running, record: this.#between });
    this.#between = new InvocationRecord();
  }

  /** Returns what the invocation has written and sent. */
  end(requestId: string): RecordedContents {
    const entry = this.#entries.get(requestId);
    this.#entries.delete(requestId);
    return (entry?.record ?? new InvocationRecord()).contents();
  }

  line(stream: LogLine['stream'], text: string): void {
    this.#named(text).line(stream, text);
  }

  segment(document: SegmentDocument, bytes: number): void {
    const traceId = String(document.trace_id);
    const ofTrace = [...this.#entries.values()].filter(({ running }) => running.request.trace.traceId === traceId);
    const own = ofTrace.find(({ running }) => running.request.trace.functionSegmentId === document.parent_id);
    ((own ?? ofTrace[0])?.record ?? this.#oldest()).segment(document, bytes);
  }

  rejection(rejection: Rejection): void {
    this.#named(rejection.excerpt).rejection(rejection);
  }

  otlp(bytes: number): void {
    this.#oldest().otlp(bytes);
  }

  #oldest(): InvocationRecord {
    const [first] = this.#entries.values();
    return first?.record ?? this.#between;
  }

  #named(text: string): InvocationRecord {
    if (this.#entries.size < 2) return this.#oldest();
    for (const [id] of text.matchAll(REQUEST_ID)) {
      const entry = this.#entries.get(id);
      if (entry) return entry.record;
    }
    for (const [id] of text.matchAll(TRACE_ID)) {
      for (const { running, record } of this.#entries.values()) {
        if (hexOf(running.request.trace.traceId) === hexOf(id)) return record;
      }
    }
    return this.#oldest();
  }
}

/** A trace id without what X-Ray's form has besides the 32 digits. */
function hexOf(traceId: string): string {
  return traceId.replace(/^1-/, '').replace('-', '');
}
