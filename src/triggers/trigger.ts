import { type Attributes, SpanKind } from '@opentelemetry/api';
import { asObject, type UnknownObject } from '../shared/unknown.js';
import { detectSource, recordsOf, type TriggerSource } from './event-shape.js';
import { describeHttp } from './http-trigger.js';
import { describeRecords } from './record-trigger.js';

/** What invoked the function, in the terms of the OpenTelemetry semantic conventions. */
export interface Trigger {
  /** The value of `faas.trigger`. */
  readonly type: 'http' | 'pubsub' | 'datasource' | 'timer' | 'other';
  readonly source: TriggerSource;
  /** `faas.trigger` and what the conventions of the source add to it. */
  readonly attributes: Attributes;
  /** A better name than the function's, of few values: `GET /users/{id}`. */
  readonly spanName?: string;
  readonly kind: SpanKind;
}

const TYPES: Readonly<Record<TriggerSource, Trigger['type']>> = {
  'apigateway-http': 'http',
  'apigateway-rest': 'http',
  'apigateway-websocket': 'http',
  'apigateway-authorizer': 'http',
  alb: 'http',
  'function-url': 'http',
  'vpc-lattice': 'http',
  cloudfront: 'http',
  appsync: 'http',
  sqs: 'pubsub',
  sns: 'pubsub',
  eventbridge: 'pubsub',
  kinesis: 'pubsub',
  kafka: 'pubsub',
  amazonmq: 'pubsub',
  ses: 'pubsub',
  firehose: 'datasource',
  dynamodb: 'datasource',
  documentdb: 'datasource',
  s3: 'datasource',
  'cloudwatch-logs': 'datasource',
  schedule: 'timer',
  stepfunctions: 'other',
  other: 'other',
};

/** Tells from its event what invoked the function. Any value is an event; nothing is thrown. */
export function detectTrigger(event: unknown): Trigger {
  try {
    return describe(event);
  } catch {
    // A proxy or a getter that throws: whatever it is, it came from no AWS service.
    return triggerOf('other', {}, undefined);
  }
}

function describe(event: unknown): Trigger {
  const source = detectSource(event);
  const shape: UnknownObject = asObject(event) ?? {};
  if (source === 'apigateway-rest' || source === 'apigateway-http' || source === 'alb' || source === 'function-url') {
    const { attributes, spanName } = describeHttp(source, shape);
    return triggerOf(source, attributes, spanName);
  }
  if (source === 'vpc-lattice' || source === 'apigateway-websocket' || source === 'apigateway-authorizer') {
    // Their answers are no HTTP responses of the route, so neither is the span named after it.
    return triggerOf(source, describeHttp(source, shape).attributes, undefined);
  }
  return triggerOf(source, describeRecords(source, shape, recordsOf(event)), undefined);
}

function triggerOf(source: TriggerSource, attributes: Attributes, spanName: string | undefined): Trigger {
  const type = TYPES[source];
  return {
    type,
    source,
    attributes: { 'faas.trigger': type, ...attributes },
    ...(spanName === undefined ? {} : { spanName }),
    // FaaS conventions: SERVER; messaging conventions: who processes messages is a CONSUMER.
    kind: type === 'pubsub' ? SpanKind.CONSUMER : SpanKind.SERVER,
  };
}
