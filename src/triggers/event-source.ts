import { type Attributes, SpanKind } from '@opentelemetry/api';
import { asArray, asObject, type UnknownObject } from '../shared/unknown.js';
import type { Carrier } from './carriers/carrier.js';

/** A value of `faas.trigger`, of the OpenTelemetry semantic conventions. */
export type TriggerType = 'http' | 'pubsub' | 'datasource' | 'timer' | 'other';

/** An event taken apart as far as every source needs it. */
export interface EventShape {
  readonly event: UnknownObject;
  /** Of a request. */
  readonly requestContext: UnknownObject | undefined;
  /** Of a batch; EventBridge Pipes passes the bare array. */
  readonly records: readonly unknown[];
  readonly firstRecord: UnknownObject | undefined;
  /** What the first record, or else the event, says that it comes from: `aws:sqs`. */
  readonly origin: unknown;
}

/** What an event says of its invocation. */
export interface Description {
  readonly attributes: Attributes;
  /** A better name than the function's, of few values: `GET /users/{id}`. */
  readonly spanName?: string | undefined;
}

/** One source of events, and all that this package knows of it. May throw on an exotic object: who asks catches. */
export interface EventSource {
  readonly type: TriggerType;
  /** Tells its events from others by the fewest fields that do. */
  matches(shape: EventShape): boolean;
  /** Adds to `faas.trigger` what the conventions have for it. */
  describe?(shape: EventShape): Description;
  /** Where its events carry a trace: one carrier a record, in the order of the records. */
  carriers?(shape: EventShape): Iterable<Carrier | undefined>;
  /**
   * What the handler's answer is, where it is an HTTP response: `http` one that has to name its status, `http-or-body`
   * one that without a status is the body of a 200.
   */
  readonly answers?: 'http' | 'http-or-body';
}

/** Undefined for what is no object. */
export function shapeOf(given: unknown): EventShape | undefined {
  const event = asObject(given);
  if (event === undefined) return undefined;
  const records = recordsOf(given);
  const firstRecord = asObject(records[0]);
  return {
    event,
    requestContext: asObject(event.requestContext),
    records,
    firstRecord,
    origin: firstRecord ? (firstRecord.eventSource ?? firstRecord.EventSource) : event.eventSource,
  };
}

/** FaaS conventions: SERVER; messaging conventions: who processes messages is a CONSUMER. */
export function spanKindOf(type: TriggerType): SpanKind {
  return type === 'pubsub' ? SpanKind.CONSUMER : SpanKind.SERVER;
}

/** The records of an event that has any. */
function recordsOf(event: unknown): readonly unknown[] {
  return asArray(event) ?? asArray(asObject(event)?.Records) ?? [];
}
