import type * as theirs from '@aws-lambda-powertools/parser/types';
import middy from '@middy/core';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { DynamoDBStreamEnvelope, EventBridgeEnvelope, SqsEnvelope } from '../../src/parser/envelopes/index.js';
import { JSONStringified } from '../../src/parser/helpers/index.js';
import { parse, withParser } from '../../src/parser/index.js';
import { parser } from '../../src/parser/middleware.js';
import { SqsRecordSchema } from '../../src/parser/schemas/records/sqs.js';
import type * as ours from '../../src/parser/types.js';
import type { StandardSchema } from '../../src/shared/standard-schema.js';
import { withPowertools } from '../../src/with-powertools.js';

interface Order {
  id: string;
}

const order = z.object({ id: z.string() });

describe('what parse gives', () => {
  it('is what the schema gives, whoever made it', () => {
    expectTypeOf(parse({}, undefined, order)).toEqualTypeOf<Order>();
    expectTypeOf(parse({}, undefined, v.object({ id: v.string() }))).toEqualTypeOf<Order>();
    expectTypeOf(parse({}, undefined, type({ id: 'string' }))).toEqualTypeOf<Order>();
    expectTypeOf(parse({}, undefined, z.string().transform(Number))).toEqualTypeOf<number>();
  });

  it('follows from the envelope', () => {
    expectTypeOf(parse({}, EventBridgeEnvelope, order)).toEqualTypeOf<Order>();
    expectTypeOf(parse({}, SqsEnvelope, JSONStringified(order))).toEqualTypeOf<Order[]>();
    expectTypeOf(parse({}, DynamoDBStreamEnvelope, order)).toEqualTypeOf<
      ours.DynamoDBStreamEnvelopeResponse<Order>[]
    >();
  });

  it('is a result where it is to be safe', () => {
    expectTypeOf(parse({}, SqsEnvelope, JSONStringified(order), true)).toEqualTypeOf<
      ours.ParsedResult<unknown, Order[]>
    >();
    const result = parse({}, EventBridgeEnvelope, order, true);
    if (result.success) expectTypeOf(result.data).toEqualTypeOf<Order>();
    else expectTypeOf(result.error.issues).toExtend<readonly { readonly message: string }[]>();
    // @ts-expect-error whether it is right is asked first
    result.data;
  });
});

describe('a handler', () => {
  it('gets the event of its schema and envelope', () => {
    const handler = withParser(
      async (orders, context: { functionName: string }) => {
        expectTypeOf(orders).toEqualTypeOf<Order[]>();
        return orders.length + context.functionName.length;
      },
      { schema: JSONStringified(order), envelope: SqsEnvelope },
    );
    expectTypeOf(handler).returns.resolves.toEqualTypeOf<number>();
  });

  it('gets it under Middy, too', () => {
    middy()
      .use(parser({ schema: JSONStringified(order), envelope: SqsEnvelope }))
      .handler(async (orders) => expectTypeOf(orders).toEqualTypeOf<Order[]>());
    middy()
      .use(parser({ schema: order, safeParse: true }))
      .handler(async (result) => {
        if (result.success) expectTypeOf(result.data).toEqualTypeOf<Order>();
        else expectTypeOf(result.originalEvent).toBeUnknown();
      });
  });

  it('takes the middleware among the utilities of withPowertools', () => {
    withPowertools(async (event: Order) => event.id, { use: [parser({ schema: order })] });
  });

  it('gets a result with safeParse', () => {
    withParser(
      (result, _context: unknown) => {
        expectTypeOf(result).toEqualTypeOf<ours.ParsedResult<unknown, Order>>();
      },
      { schema: order, safeParse: true },
    );
  });

  it('has no errorHandler beside safeParse, and none that answers later', () => {
    // @ts-expect-error nothing is thrown that it could handle
    parser({ schema: order, safeParse: true, errorHandler: () => 1 });
    // @ts-expect-error it is synchronous
    parser({ schema: order, errorHandler: async () => 1 });
    // @ts-expect-error a schema is a Standard Schema
    parser({ schema: { id: 'string' } });
  });
});

describe('an extended schema', () => {
  it('has the type of what it was extended by', () => {
    const Extended = SqsRecordSchema.extend({ body: JSONStringified(order), mine: z.number().optional() });
    type Record = ours.InferOutput<typeof Extended>;
    expectTypeOf<Record['body']>().toEqualTypeOf<Order>();
    expectTypeOf<Record['messageId']>().toEqualTypeOf<string>();
    expectTypeOf<Pick<Record, 'mine'>>().toEqualTypeOf<{ mine?: number | undefined }>();
    // Other libraries take it.
    expectTypeOf(Extended).toExtend<StandardSchema<unknown, Record>>();
  });
});

interface Pair<TTheirs, TOurs> {
  readonly theirs: TTheirs;
  readonly ours: TOurs;
}

/** Each type of an event, theirs and ours. */
interface Events {
  ALBEvent: Pair<theirs.ALBEvent, ours.ALBEvent>;
  APIGatewayEventRequestContext: Pair<theirs.APIGatewayEventRequestContext, ours.APIGatewayEventRequestContext>;
  APIGatewayProxyEvent: Pair<theirs.APIGatewayProxyEvent, ours.APIGatewayProxyEvent>;
  APIGatewayProxyEventV2: Pair<theirs.APIGatewayProxyEventV2, ours.APIGatewayProxyEventV2>;
  APIGatewayProxyWebsocketEvent: Pair<theirs.APIGatewayProxyWebsocketEvent, ours.APIGatewayProxyWebsocketEvent>;
  APIGatewayRequestAuthorizerEvent: Pair<
    theirs.APIGatewayRequestAuthorizerEvent,
    ours.APIGatewayRequestAuthorizerEvent
  >;
  APIGatewayRequestAuthorizerEventV2: Pair<
    theirs.APIGatewayRequestAuthorizerEventV2,
    ours.APIGatewayRequestAuthorizerEventV2
  >;
  APIGatewayTokenAuthorizerEvent: Pair<theirs.APIGatewayTokenAuthorizerEvent, ours.APIGatewayTokenAuthorizerEvent>;
  AppSyncBatchResolverEvent: Pair<theirs.AppSyncBatchResolverEvent, ours.AppSyncBatchResolverEvent>;
  AppSyncEventsPublishEvent: Pair<theirs.AppSyncEventsPublishEvent, ours.AppSyncEventsPublishEvent>;
  AppSyncEventsSubscribeEvent: Pair<theirs.AppSyncEventsSubscribeEvent, ours.AppSyncEventsSubscribeEvent>;
  AppSyncResolverEvent: Pair<theirs.AppSyncResolverEvent, ours.AppSyncResolverEvent>;
  CloudFormationCustomResourceCreateEvent: Pair<
    theirs.CloudFormationCustomResourceCreateEvent,
    ours.CloudFormationCustomResourceCreateEvent
  >;
  CloudFormationCustomResourceDeleteEvent: Pair<
    theirs.CloudFormationCustomResourceDeleteEvent,
    ours.CloudFormationCustomResourceDeleteEvent
  >;
  CloudFormationCustomResourceUpdateEvent: Pair<
    theirs.CloudFormationCustomResourceUpdateEvent,
    ours.CloudFormationCustomResourceUpdateEvent
  >;
  CloudWatchLogEvent: Pair<theirs.CloudWatchLogEvent, ours.CloudWatchLogEvent>;
  CloudWatchLogsDecode: Pair<theirs.CloudWatchLogsDecode, ours.CloudWatchLogsDecode>;
  CloudWatchLogsEvent: Pair<theirs.CloudWatchLogsEvent, ours.CloudWatchLogsEvent>;
  ConnectOutboundCampaignsCustomerProfile: Pair<
    theirs.ConnectOutboundCampaignsCustomerProfile,
    ours.ConnectOutboundCampaignsCustomerProfile
  >;
  ConnectOutboundCampaignsEvent: Pair<theirs.ConnectOutboundCampaignsEvent, ours.ConnectOutboundCampaignsEvent>;
  DynamoDBStreamEvent: Pair<theirs.DynamoDBStreamEvent, ours.DynamoDBStreamEvent>;
  DynamoDBStreamRecord: Pair<theirs.DynamoDBStreamRecord, ours.DynamoDBStreamRecord>;
  DynamoDBStreamToKinesisRecordEvent: Pair<
    theirs.DynamoDBStreamToKinesisRecordEvent,
    ours.DynamoDBStreamToKinesisRecordEvent
  >;
  EventBridgeEvent: Pair<theirs.EventBridgeEvent, ours.EventBridgeEvent>;
  KafkaMskEvent: Pair<theirs.KafkaMskEvent, ours.KafkaMskEvent>;
  KafkaRecord: Pair<theirs.KafkaRecord, ours.KafkaRecord>;
  KafkaSelfManagedEvent: Pair<theirs.KafkaSelfManagedEvent, ours.KafkaSelfManagedEvent>;
  KinesisDataStreamEvent: Pair<theirs.KinesisDataStreamEvent, ours.KinesisDataStreamEvent>;
  KinesisDataStreamRecordEvent: Pair<theirs.KinesisDataStreamRecordEvent, ours.KinesisDataStreamRecordEvent>;
  KinesisDynamoDBStreamEvent: Pair<theirs.KinesisDynamoDBStreamEvent, ours.KinesisDynamoDBStreamEvent>;
  KinesisFireHoseEvent: Pair<theirs.KinesisFireHoseEvent, ours.KinesisFireHoseEvent>;
  KinesisFireHoseSqsEvent: Pair<theirs.KinesisFireHoseSqsEvent, ours.KinesisFireHoseSqsEvent>;
  KinesisFirehoseRecord: Pair<theirs.KinesisFirehoseRecord, ours.KinesisFirehoseRecord>;
  KinesisFirehoseSqsRecord: Pair<theirs.KinesisFirehoseSqsRecord, ours.KinesisFirehoseSqsRecord>;
  LambdaFunctionUrlEvent: Pair<theirs.LambdaFunctionUrlEvent, ours.LambdaFunctionUrlEvent>;
  S3Event: Pair<theirs.S3Event, ours.S3Event>;
  S3EventNotificationEventBridge: Pair<theirs.S3EventNotificationEventBridge, ours.S3EventNotificationEventBridge>;
  S3ObjectLambdaEvent: Pair<theirs.S3ObjectLambdaEvent, ours.S3ObjectLambdaEvent>;
  S3SqsEventNotification: Pair<theirs.S3SqsEventNotification, ours.S3SqsEventNotification>;
  SesEvent: Pair<theirs.SesEvent, ours.SesEvent>;
  SesRecord: Pair<theirs.SesRecord, ours.SesRecord>;
  SnsEvent: Pair<theirs.SnsEvent, ours.SnsEvent>;
  SnsNotification: Pair<theirs.SnsNotification, ours.SnsNotification>;
  SnsRecord: Pair<theirs.SnsRecord, ours.SnsRecord>;
  SnsSqsNotification: Pair<theirs.SnsSqsNotification, ours.SnsSqsNotification>;
  SqsEvent: Pair<theirs.SqsEvent, ours.SqsEvent>;
  SqsRecord: Pair<theirs.SqsRecord, ours.SqsRecord>;
  TransferFamilyEvent: Pair<theirs.TransferFamilyEvent, ours.TransferFamilyEvent>;
  VpcLatticeEvent: Pair<theirs.VpcLatticeEvent, ours.VpcLatticeEvent>;
  VpcLatticeEventV2: Pair<theirs.VpcLatticeEventV2, ours.VpcLatticeEventV2>;
}

type Different = {
  [TName in keyof Events]: Events[TName] extends { theirs: infer TTheirs; ours: infer TOurs }
    ? [TTheirs] extends [TOurs]
      ? [TOurs] extends [TTheirs]
        ? never
        : TName
      : TName
    : TName;
}[keyof Events];

describe('the types of events', () => {
  it("are Powertools', each assignable to the other, but for changes of DynamoDB", () => {
    // Theirs are those of keys in DynamoDB's form, which they have made plain by then.
    expectTypeOf<Different>().toEqualTypeOf<
      | 'DynamoDBStreamEvent'
      | 'DynamoDBStreamRecord'
      | 'DynamoDBStreamToKinesisRecordEvent'
      | 'KinesisDynamoDBStreamEvent'
    >();
    expectTypeOf<ours.DynamoDBStreamRecord['dynamodb']['Keys']>().toEqualTypeOf<Record<string, unknown>>();
  });
});
