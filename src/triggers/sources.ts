import type { EventShape, EventSource } from './event-source.js';
import { amazonMq } from './events/amazon-mq.js';
import { appSync } from './events/app-sync.js';
import { cloudWatchLogs } from './events/cloud-watch-logs.js';
import { documentDb } from './events/document-db.js';
import { eventBridge } from './events/event-bridge.js';
import { firehose } from './events/firehose.js';
import { kafka } from './events/kafka.js';
import { other } from './events/other.js';
import { schedule } from './events/schedule.js';
import { stepFunctions } from './events/step-functions.js';
import { cloudFront } from './records/cloud-front.js';
import { dynamodb } from './records/dynamodb.js';
import { kinesis } from './records/kinesis.js';
import { s3 } from './records/s3.js';
import { ses } from './records/ses.js';
import { sns } from './records/sns.js';
import { sqs } from './records/sqs.js';
import { alb } from './requests/alb.js';
import { httpApi } from './requests/api-gateway-http.js';
import { restApi } from './requests/api-gateway-rest.js';
import { webSocketApi } from './requests/api-gateway-websocket.js';
import { authorizer } from './requests/authorizer.js';
import { functionUrl } from './requests/function-url.js';
import { vpcLattice } from './requests/vpc-lattice.js';

// Each list is asked in its order; the first source that matches is it.

/** Events with a `requestContext`. */
const requests = {
  'apigateway-authorizer': authorizer,
  'function-url': functionUrl,
  'apigateway-http': httpApi,
  alb,
  'apigateway-websocket': webSocketApi,
  'vpc-lattice': vpcLattice,
  'apigateway-rest': restApi,
};

/** Events with records. */
const batches = { cloudfront: cloudFront, sqs, sns, kinesis, dynamodb, s3, ses };

/** All others. */
const events = {
  'vpc-lattice': vpcLattice,
  schedule,
  eventbridge: eventBridge,
  kafka,
  amazonmq: amazonMq,
  documentdb: documentDb,
  stepfunctions: stepFunctions,
  'apigateway-authorizer': authorizer,
  appsync: appSync,
  'cloudwatch-logs': cloudWatchLogs,
  firehose,
};

/** What invoked the function, as far as its event tells. */
export type TriggerSource = keyof typeof requests | keyof typeof batches | keyof typeof events | 'other';

/** The source of an event, and its name. */
export interface DetectedSource {
  readonly name: TriggerSource;
  readonly source: EventSource;
}

/** Any event that no other source matches. */
export const otherSource: DetectedSource = { name: 'other', source: other };

/** Tells from its shape which source an event has. May throw on an exotic object: who asks catches. */
export function detectSource(shape: EventShape): DetectedSource {
  return find(listFor(shape), shape) ?? otherSource;
}

/** What the answer to an event of this source is, where it is an HTTP response: only requests are answered. */
export function answersOf(name: TriggerSource): EventSource['answers'] {
  const known: Readonly<Record<string, EventSource>> = requests;
  return known[name]?.answers;
}

function listFor({ requestContext, firstRecord }: EventShape): Readonly<Record<string, EventSource>> {
  if (requestContext) return requests;
  return firstRecord ? batches : events;
}

function find(list: Readonly<Record<string, EventSource>>, shape: EventShape): DetectedSource | undefined {
  for (const name in list) {
    const source = list[name];
    // The lists have no other names.
    if (source?.matches(shape)) return { name: name as TriggerSource, source };
  }
  return undefined;
}
