import { asArray, asObject, asText, type UnknownObject } from '../shared/unknown.js';

/** What invoked the function, as far as its event tells. */
export type TriggerSource =
  | 'apigateway-http'
  | 'apigateway-rest'
  | 'apigateway-websocket'
  | 'apigateway-authorizer'
  | 'alb'
  | 'function-url'
  | 'vpc-lattice'
  | 'cloudfront'
  | 'appsync'
  | 'sqs'
  | 'sns'
  | 'eventbridge'
  | 'schedule'
  | 'kinesis'
  | 'firehose'
  | 'kafka'
  | 'amazonmq'
  | 'ses'
  | 'dynamodb'
  | 'documentdb'
  | 's3'
  | 'cloudwatch-logs'
  | 'stepfunctions'
  | 'other';

const SOURCE_OF_RECORD: ReadonlyMap<unknown, TriggerSource> = new Map<unknown, TriggerSource>([
  ['aws:sqs', 'sqs'],
  ['aws:sns', 'sns'],
  ['aws:kinesis', 'kinesis'],
  ['aws:dynamodb', 'dynamodb'],
  ['aws:s3', 's3'],
  ['aws:ses', 'ses'],
]);

const SOURCE_OF_EVENT: ReadonlyMap<unknown, TriggerSource> = new Map<unknown, TriggerSource>([
  ['aws:kafka', 'kafka'],
  ['SelfManagedKafka', 'kafka'],
  ['aws:mq', 'amazonmq'],
  ['aws:amq', 'amazonmq'],
  ['aws:rmq', 'amazonmq'],
  ['aws:docdb', 'documentdb'],
]);

const SCHEDULERS: ReadonlySet<unknown> = new Set(['aws.events', 'aws.scheduler']);

/** The records of an event that has any; EventBridge Pipes passes the bare array. */
export function recordsOf(event: unknown): readonly unknown[] {
  return asArray(event) ?? asArray(asObject(event)?.Records) ?? [];
}

/** Tells sources apart by the fewest fields that do. May throw on an exotic object; its callers catch. */
export function detectSource(event: unknown): TriggerSource {
  const shape = asObject(event);
  if (shape === undefined) return 'other';

  const requestContext = asObject(shape.requestContext);
  if (requestContext !== undefined) return sourceOfRequest(shape, requestContext);

  const record = asObject(recordsOf(event)[0]);
  if (record !== undefined) {
    if (record.cf !== undefined) return 'cloudfront';
    return SOURCE_OF_RECORD.get(record.eventSource ?? record.EventSource) ?? 'other';
  }

  if (shape['detail-type'] !== undefined && asText(shape.source) !== undefined) {
    return SCHEDULERS.has(shape.source) && shape['detail-type'] === 'Scheduled Event' ? 'schedule' : 'eventbridge';
  }
  if (shape.eventSource !== undefined) return SOURCE_OF_EVENT.get(shape.eventSource) ?? 'other';
  if (isStepFunctionsInput(shape)) return 'stepfunctions';
  if (isAuthorizer(shape)) return 'apigateway-authorizer';
  if (asText(asObject(shape.info)?.fieldName) !== undefined) return 'appsync';
  if (asText(asObject(shape.awslogs)?.data) !== undefined) return 'cloudwatch-logs';
  if (asText(shape.deliveryStreamArn) !== undefined) return 'firehose';
  return 'other';
}

/** The context object (`$$`) of a state machine, where the state passes it on: whole, under a name, or field by field. */
export function stepFunctionsContextOf(event: UnknownObject): UnknownObject | undefined {
  return [event, event.Context, event.context, event._context]
    .map(asObject)
    .find((part) => asText(asObject(part?.Execution)?.Id) !== undefined && asObject(part?.StateMachine) !== undefined);
}

function sourceOfRequest(event: UnknownObject, requestContext: UnknownObject): TriggerSource {
  if (isAuthorizer(event)) return 'apigateway-authorizer';
  if (requestContext.elb !== undefined) return 'alb';
  if (requestContext.http !== undefined) {
    return asText(requestContext.domainName)?.includes('.lambda-url.') ? 'function-url' : 'apigateway-http';
  }
  if (requestContext.connectionId !== undefined) return 'apigateway-websocket';
  if (requestContext.serviceNetworkArn !== undefined) return 'vpc-lattice';
  return event.httpMethod === undefined && requestContext.httpMethod === undefined ? 'other' : 'apigateway-rest';
}

function isAuthorizer(event: UnknownObject): boolean {
  return event.methodArn !== undefined || (event.routeArn !== undefined && event.type === 'REQUEST');
}

function isStepFunctionsInput(event: UnknownObject): boolean {
  return stepFunctionsContextOf(event) !== undefined;
}
