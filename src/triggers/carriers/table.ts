import type { TriggerSource } from '../event-shape.js';
import { amazonMqCarriers, kafkaCarriers } from './brokers.js';
import type { CarrierExtractor } from './carrier.js';
import { dynamodbCarriers } from './dynamodb.js';
import { eventBridgeCarriers } from './eventbridge.js';
import { httpCarriers } from './http.js';
import { payloadCarriers } from './invoke.js';
import { kinesisCarriers } from './kinesis.js';
import { snsCarriers } from './sns.js';
import { sqsCarriers } from './sqs.js';

/** Where each source carries a trace; what is not listed cannot. */
export const carrierExtractors: Readonly<Partial<Record<TriggerSource, CarrierExtractor>>> = {
  'apigateway-http': httpCarriers,
  'apigateway-rest': httpCarriers,
  'apigateway-websocket': httpCarriers,
  'apigateway-authorizer': httpCarriers,
  alb: httpCarriers,
  'function-url': httpCarriers,
  'vpc-lattice': httpCarriers,
  appsync: httpCarriers,
  sqs: sqsCarriers,
  sns: snsCarriers,
  eventbridge: eventBridgeCarriers,
  kinesis: kinesisCarriers,
  kafka: kafkaCarriers,
  amazonmq: amazonMqCarriers,
  dynamodb: dynamodbCarriers,
  stepfunctions: payloadCarriers,
  other: payloadCarriers,
};
