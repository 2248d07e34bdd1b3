import { apiGatewayRestEvent } from '../../../testing/events/api-gateway-rest.js';
import { apiGatewayV2Event } from '../../../testing/events/api-gateway-v2.js';
import { eventBridgeEvent } from '../../../testing/events/event-bridge.js';
import { sqsEvent } from '../../../testing/events/sqs.js';
import { ACCOUNT_ID } from '../../functions/function-definition.js';
import { dynamodbStreamEvent, kinesisEvent, s3Event, snsEvent } from './records.js';

/** An event to begin with, in the shape that its source sends. */
export interface SampleEvent {
  readonly name: string;
  readonly event: unknown;
}

const ORDER = { order_id: 'A-1001', customer: 'Ada', items: [{ sku: 'tea', quantity: 2, unit_price: 450 }] };

/** One event of each source. */
export function sampleEvents(): SampleEvent[] {
  const request = { method: 'POST', path: '/orders', body: ORDER };
  return [
    { name: 'Plain JSON', event: ORDER },
    { name: 'API Gateway HTTP API (v2)', event: apiGatewayV2Event(request) },
    { name: 'API Gateway REST API (v1)', event: apiGatewayRestEvent(request) },
    { name: 'Function URL', event: functionUrlEvent() },
    { name: 'Application Load Balancer', event: albEvent() },
    { name: 'SQS', event: sqsEvent([{ body: ORDER }, { body: { ...ORDER, order_id: 'A-1002' } }]) },
    { name: 'SNS', event: snsEvent(ORDER) },
    {
      name: 'EventBridge',
      event: eventBridgeEvent({ source: 'shop.orders', detailType: 'OrderPlaced', detail: ORDER }),
    },
    { name: 'Schedule', event: scheduleEvent() },
    { name: 'Kinesis', event: kinesisEvent(ORDER) },
    { name: 'DynamoDB stream', event: dynamodbStreamEvent() },
    { name: 'S3', event: s3Event() },
    { name: 'Cognito (pre token generation)', event: cognitoEvent() },
  ];
}

function functionUrlEvent(): unknown {
  const event = apiGatewayV2Event({ method: 'POST', path: '/orders', body: ORDER });
  const domainName = 'example.lambda-url.us-east-1.on.aws';
  return {
    ...event,
    routeKey: '$default',
    headers: { ...event.headers, host: domainName },
    requestContext: { ...event.requestContext, domainName, domainPrefix: 'example', routeKey: '$default' },
  };
}

function albEvent(): unknown {
  const targetGroupArn = `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT_ID}:targetgroup/group/0123456789abcdef`;
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: 'POST',
    path: '/orders',
    queryStringParameters: {},
    headers: { host: 'shop.example.com', 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' },
    body: JSON.stringify(ORDER),
    isBase64Encoded: false,
  };
}

function scheduleEvent(): unknown {
  const rule = `arn:aws:events:us-east-1:${ACCOUNT_ID}:rule/schedule`;
  return eventBridgeEvent({ source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule] });
}

function cognitoEvent(): unknown {
  return {
    version: '1',
    triggerSource: 'TokenGeneration_Authentication',
    region: 'us-east-1',
    userPoolId: 'us-east-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
    request: {
      userAttributes: { sub: crypto.randomUUID(), email: 'ada@example.com' },
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
    },
    response: { claimsOverrideDetails: null },
  };
}
