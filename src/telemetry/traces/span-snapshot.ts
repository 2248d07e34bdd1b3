import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { FlushReason } from '../../invocation/invocation.js';
import { copySpan } from '../../shared/copy-span.js';
import { hrTimeOf } from '../../shared/hr-time.js';

const NANOS_PER_SECOND = 1_000_000_000;

/** Why a span is reported before it ended. */
export type Interruption = 'timeout' | 'exit';

/** What a flush for this reason interrupts spans by; undefined where it comes after the handler has answered. */
export function interruptionBy(reason: FlushReason): Interruption | undefined {
  return reason === 'deadline' ? 'timeout' : reason === 'exit' ? 'exit' : undefined;
}

const messages: Readonly<Record<Interruption, string>> = {
  timeout: 'still running when the invocation was about to time out',
  exit: 'still running when the process was about to exit',
};

/** What the status of an interrupted span says. */
export function messageOf(interruption: Interruption): string {
  return messages[interruption];
}

/**
 * A copy of a span that is still running, as it would be had it ended now, marked with why it is reported already. The
 * span itself goes on: if the handler answers in time after all, nothing false sticks to it.
 */
export function snapshotOpenSpan(span: ReadableSpan, interruption: Interruption, now: number): ReadableSpan {
  const endTime = hrTimeOf(now);
  const elapsed = Math.max(0, (endTime[0] - span.startTime[0]) * NANOS_PER_SECOND + (endTime[1] - span.startTime[1]));
  return copySpan(span, {
    endTime,
    duration: [Math.floor(elapsed / NANOS_PER_SECOND), elapsed % NANOS_PER_SECOND],
    ended: false,
    status: { code: SpanStatusCode.ERROR, message: messageOf(interruption) },
    attributes: { ...span.attributes, 'error.type': interruption },
  });
}
