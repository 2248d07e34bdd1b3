import type { Attributes, SpanKind } from '@opentelemetry/api';
import { type EventShape, shapeOf, spanKindOf, type TriggerType } from './event-source.js';
import { type DetectedSource, detectSource, otherSource, type TriggerSource } from './sources.js';

/** What invoked the function, in the terms of the OpenTelemetry semantic conventions. */
export interface Trigger {
  /** The value of `faas.trigger`. */
  readonly type: TriggerType;
  readonly source: TriggerSource;
  /** `faas.trigger` and what the conventions of the source add to it. */
  readonly attributes: Attributes;
  /** A better name than the function's, of few values: `GET /users/{id}`. */
  readonly spanName?: string;
  readonly kind: SpanKind;
}

/** An event and what is known of its source. */
export interface DetectedEvent {
  readonly shape: EventShape | undefined;
  readonly detected: DetectedSource;
}

const NOTHING: DetectedEvent = { shape: undefined, detected: otherSource };

/** Tells from its event what invoked the function. Any value is an event; nothing is thrown. */
export function detectEvent(event: unknown): DetectedEvent {
  try {
    const shape = shapeOf(event);
    return shape ? { shape, detected: detectSource(shape) } : NOTHING;
  } catch {
    // A proxy or a getter that throws: whatever it is, it came from no AWS service.
    return NOTHING;
  }
}

/** Describes what invoked the function. Nothing is thrown. */
export function describeTrigger({ shape, detected }: DetectedEvent): Trigger {
  try {
    return triggerOf(detected, shape);
  } catch {
    return triggerOf(otherSource, undefined);
  }
}

/** As `describeTrigger`, from the event. */
export function detectTrigger(event: unknown): Trigger {
  return describeTrigger(detectEvent(event));
}

function triggerOf({ name, source }: DetectedSource, shape: EventShape | undefined): Trigger {
  const described = shape && source.describe?.(shape);
  return {
    type: source.type,
    source: name,
    attributes: { 'faas.trigger': source.type, ...described?.attributes },
    ...(described?.spanName !== undefined && { spanName: described.spanName }),
    kind: spanKindOf(source.type),
  };
}
