import {
  type Attributes,
  type AttributeValue,
  context,
  diag,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
  trace,
} from '@opentelemetry/api';

/** Does what has to do with a span that may be somebody else's: that it throws is not the affair of the code it is about. */
export function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    diag.error(
      'otel-powertools: a span could not be started, changed or ended; it may be incomplete or missing.',
      error,
    );
    return undefined;
  }
}

/** The span, of which no method throws. */
export function quietSpan(span: Span): Span {
  return new QuietSpan(span);
}

/** The active span, of which no method throws. */
export function quietActiveSpan(): Span | undefined {
  const span = trace.getActiveSpan();
  return span && new QuietSpan(span);
}

/**
 * Runs `body` in the span that `start` gives, which ends with it; without one where it cannot be started.
 *
 * @param failed - Told of what `body` throws, which goes on.
 */
export async function inQuietSpan<T>(
  start: () => Span,
  body: (span: Span) => Promise<T>,
  failed: (span: Span, error: unknown) => void,
): Promise<T> {
  const started = quietly(start);
  if (!started) return body(trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  const span = new QuietSpan(started);
  try {
    return await context.with(trace.setSpan(context.active(), started), body, undefined, span);
  } catch (error) {
    quietly(() => failed(span, error));
    throw error;
  } finally {
    span.end();
  }
}

class QuietSpan implements Span {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  spanContext(): SpanContext {
    return quietly(() => this.#span.spanContext()) ?? INVALID_SPAN_CONTEXT;
  }

  isRecording(): boolean {
    return quietly(() => this.#span.isRecording()) ?? false;
  }

  setAttribute(key: string, value: AttributeValue): this {
    quietly(() => this.#span.setAttribute(key, value));
    return this;
  }

  setAttributes(attributes: Attributes): this {
    quietly(() => this.#span.setAttributes(attributes));
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    quietly(() => this.#span.addEvent(name, attributesOrTime, time));
    return this;
  }

  addLink(link: Link): this {
    quietly(() => this.#span.addLink(link));
    return this;
  }

  addLinks(links: Link[]): this {
    quietly(() => this.#span.addLinks(links));
    return this;
  }

  setStatus(status: SpanStatus): this {
    quietly(() => this.#span.setStatus(status));
    return this;
  }

  updateName(name: string): this {
    quietly(() => this.#span.updateName(name));
    return this;
  }

  recordException(exception: Error | string, time?: TimeInput): void {
    quietly(() => this.#span.recordException(exception, time));
  }

  end(time?: TimeInput): void {
    quietly(() => this.#span.end(time));
  }
}
