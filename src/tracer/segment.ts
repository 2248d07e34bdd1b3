import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { recordFailure } from '../invocation/span/invocation-span.js';
import { quietly } from '../invocation/span/quiet-span.js';
import { toXRayTraceId } from '../invocation/trace-context/to-xray-trace-id.js';
import { brand, hasBrand } from '../shared/brand.js';
import { once } from '../shared/process-state.js';
import { asObject, asText } from '../shared/unknown.js';
import { ownTracer } from './own-tracer.js';
import { type AnnotationValue, putAnnotation, putMetadata } from './values/annotations.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    segments: WeakMap<Span, Segment>;
  }
}

const SEGMENT = brand('Segment');

/** Metadata that names no namespace: as in X-Ray. */
const DEFAULT_NAMESPACE = 'default';

/**
 * A span in the shape of an X-Ray segment, for code written against the X-Ray SDK. New code had better use the span
 * itself: {@link Segment.span}, or `trace.getActiveSpan()`.
 */
export class Segment {
  /** The span that this stands for. */
  readonly span: Span;
  /** The span's id: 16 hex digits. */
  readonly id: string;
  /** What the span was called when it started; `span` if that is not known. */
  readonly name: string;
  /** The id of the trace in X-Ray's form: `1-<8 hex>-<24 hex>`. */
  readonly trace_id: string;
  /** The segment that {@link Segment.addNewSubsegment} was called on. */
  readonly parent: Segment | undefined;
  /** Where what is below it is begun, if that is not below its span. */
  readonly #below: Context | undefined;
  #closed = false;

  constructor(span: Span, name: string, parent?: Segment, below?: Context) {
    const { traceId, spanId } = span.spanContext();
    this.span = span;
    this.id = spanId;
    this.name = name;
    this.trace_id = toXRayTraceId(traceId);
    this.parent = parent;
    this.#below = below;
  }

  get [SEGMENT](): true {
    return true;
  }

  /** Whether nothing is recorded: the trace is not sampled, or tracing is off. */
  get notTraced(): boolean {
    return !this.span.isRecording() && !this.#closed;
  }

  /** Starts a span below this one. It is not the active one: see `Tracer.setSegment`. */
  addNewSubsegment(name: string): Segment {
    const isTraced = this.#below !== undefined || isSpanContextValid(this.span.spanContext());
    const below = (): Span =>
      ownTracer().startSpan(name, {}, this.#below ?? trace.setSpan(context.active(), this.span));
    const span = isTraced ? quietly(below) : undefined;
    return remember(new Segment(span ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT), name, this));
  }

  /** Sets an attribute, and has X-Ray index it. */
  addAnnotation(key: string, value: AnnotationValue): void {
    quietly(() => putAnnotation(this.span, key, value));
  }

  /** Keeps any value with the span. */
  addMetadata(key: string, value: unknown, namespace: string = DEFAULT_NAMESPACE): void {
    quietly(() => putMetadata(this.span, { namespace, key }, value));
  }

  /** Marks the span as failed and records the error with its stack. `remote` is told by the kind of a span. */
  addError(error: Error | string, _remote?: boolean): void {
    quietly(() => recordFailure(this.span, error));
  }

  /** Marks the span as failed. */
  addErrorFlag(): void {
    quietly(() => this.span.setStatus({ code: SpanStatusCode.ERROR }));
  }

  /** Marks the span as failed: OpenTelemetry does not tell whose fault it was. */
  addFaultFlag(): void {
    this.addErrorFlag();
  }

  /** Ends the span, with an error if there was one. A segment that is closed stays so. */
  close(error?: Error | string | null, remote?: boolean): void {
    if (this.isClosed()) return;
    if (error) this.addError(error, remote);
    this.#closed = true;
    quietly(() => this.span.end());
  }

  /** Whether `close` was called: the span has ended. */
  isClosed(): boolean {
    return this.#closed;
  }
}

/** The segment that stands for a span: always the same one. */
export function segmentOf(span: Span): Segment {
  // The API has no name to read; the SDK's spans do.
  return segments().get(span) ?? remember(new Segment(span, asText(asObject(span)?.name) ?? 'span'));
}

/** Whether this is a segment, of whichever copy of this package. */
export function isSegment(value: unknown): value is Segment {
  return hasBrand(value, SEGMENT);
}

/** A segment of no trace: everything can be called on it, and nothing comes of it. */
export function dummySegment(): Segment {
  return new Segment(trace.wrapSpanContext(INVALID_SPAN_CONTEXT), '## Dummy segment');
}

function segments(): WeakMap<Span, Segment> {
  return once('segments', () => new WeakMap());
}

function remember(segment: Segment): Segment {
  segments().set(segment.span, segment);
  return segment;
}
