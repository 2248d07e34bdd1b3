import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { createSlot } from '../../invocation/invocation.js';
import { quietSpan } from '../../invocation/span/quiet-span.js';
import { type Interruption, messageOf } from './span-snapshot.js';

/** The span of an invocation, for who has to end it before its time. */
class InvocationSpanHolder {
  #span: Span | undefined;

  hold(span: Span): void {
    this.#span = span;
  }

  /** Marks the span with why it is over before the handler is, and ends it: once. */
  interrupt(interruption: Interruption): void {
    const span = this.#span;
    this.#span = undefined;
    if (!span) return;
    // It is that of somebody else's provider.
    quietSpan(span)
      .setAttribute('error.type', interruption)
      .setStatus({ code: SpanStatusCode.ERROR, message: messageOf(interruption) })
      .end();
  }
}

export const invocationSpanSlot = createSlot('invocation-span', () => new InvocationSpanHolder());
