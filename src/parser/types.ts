import type { InferOutput } from '../shared/standard-schema.js';
import type { parse } from './parse.js';
import type * as schemas from './schemas/index.js';

export type { InferOutput, StandardSchema } from '../shared/standard-schema.js';
export type {
  ArrayEnvelope,
  DynamoDBArrayEnvelope,
  DynamoDBStreamEnvelopeResponse,
  Envelope,
  ObjectEnvelope,
} from './envelope/envelope.js';
export type { ErrorHandler, ParserOptions, ParserOutput } from './options.js';
export type { ParsedResult, ParsedResultError, ParsedResultSuccess, ParseOptions } from './result.js';

export type ParseFunction = typeof parse;

export type ALBEvent = InferOutput<typeof schemas.AlbSchema>;
export type APIGatewayProxyEvent = InferOutput<typeof schemas.APIGatewayProxyEventSchema>;
export type APIGatewayRequestAuthorizerEvent = InferOutput<typeof schemas.APIGatewayRequestAuthorizerEventSchema>;
export type APIGatewayTokenAuthorizerEvent = InferOutput<typeof schemas.APIGatewayTokenAuthorizerEventSchema>;
export type APIGatewayEventRequestContext = InferOutput<typeof schemas.APIGatewayEventRequestContextSchema>;
export type APIGatewayProxyEventV2 = InferOutput<typeof schemas.APIGatewayProxyEventV2Schema>;
export type APIGatewayProxyWebsocketEvent = InferOutput<typeof schemas.APIGatewayProxyWebsocketEventSchema>;
export type APIGatewayRequestAuthorizerEventV2 = InferOutput<typeof schemas.APIGatewayRequestAuthorizerEventV2Schema>;
export type AppSyncResolverEvent = InferOutput<typeof schemas.AppSyncResolverSchema>;
export type AppSyncBatchResolverEvent = InferOutput<typeof schemas.AppSyncBatchResolverSchema>;
export type AppSyncEventsPublishEvent = InferOutput<typeof schemas.AppSyncEventsPublishSchema>;
export type AppSyncEventsSubscribeEvent = InferOutput<typeof schemas.AppSyncEventsSubscribeSchema>;
export type CloudWatchLogEvent = InferOutput<typeof schemas.CloudWatchLogEventSchema>;
export type CloudWatchLogsDecode = InferOutput<typeof schemas.CloudWatchLogsDecodeSchema>;
export type CloudFormationCustomResourceCreateEvent = InferOutput<
  typeof schemas.CloudFormationCustomResourceCreateSchema
>;
export type CloudFormationCustomResourceDeleteEvent = InferOutput<
  typeof schemas.CloudFormationCustomResourceDeleteSchema
>;
export type CloudFormationCustomResourceUpdateEvent = InferOutput<
  typeof schemas.CloudFormationCustomResourceUpdateSchema
>;
export type CloudWatchLogsEvent = InferOutput<typeof schemas.CloudWatchLogsSchema>;
export type ConnectOutboundCampaignsCustomerProfile = InferOutput<
  typeof schemas.ConnectOutboundCampaignsCustomerProfileSchema
>;
export type ConnectOutboundCampaignsEvent = InferOutput<typeof schemas.ConnectOutboundCampaignsSchema>;
export type DynamoDBStreamEvent = InferOutput<typeof schemas.DynamoDBStreamSchema>;
export type DynamoDBStreamRecord = InferOutput<typeof schemas.DynamoDBStreamRecord>;
export type DynamoDBStreamToKinesisRecordEvent = InferOutput<typeof schemas.DynamoDBStreamToKinesisRecord>;
export type EventBridgeEvent = InferOutput<typeof schemas.EventBridgeSchema>;
export type KafkaSelfManagedEvent = InferOutput<typeof schemas.KafkaSelfManagedEventSchema>;
export type KafkaRecord = InferOutput<typeof schemas.KafkaRecordSchema>;
export type KafkaMskEvent = InferOutput<typeof schemas.KafkaMskEventSchema>;
export type KinesisDataStreamEvent = InferOutput<typeof schemas.KinesisDataStreamSchema>;
export type KinesisDynamoDBStreamEvent = InferOutput<typeof schemas.KinesisDynamoDBStreamSchema>;
export type KinesisDataStreamRecordEvent = InferOutput<typeof schemas.KinesisDataStreamRecord>;
export type KinesisFireHoseEvent = InferOutput<typeof schemas.KinesisFirehoseSchema>;
export type KinesisFirehoseRecord = InferOutput<typeof schemas.KinesisFirehoseRecordSchema>;
export type KinesisFireHoseSqsEvent = InferOutput<typeof schemas.KinesisFirehoseSqsSchema>;
export type KinesisFirehoseSqsRecord = InferOutput<typeof schemas.KinesisFirehoseSqsRecordSchema>;
export type LambdaFunctionUrlEvent = InferOutput<typeof schemas.LambdaFunctionUrlSchema>;
export type S3Event = InferOutput<typeof schemas.S3Schema>;
export type S3EventNotificationEventBridge = InferOutput<typeof schemas.S3EventNotificationEventBridgeSchema>;
export type S3SqsEventNotification = InferOutput<typeof schemas.S3SqsEventNotificationSchema>;
export type S3ObjectLambdaEvent = InferOutput<typeof schemas.S3ObjectLambdaEventSchema>;
export type SesEvent = InferOutput<typeof schemas.SesSchema>;
export type SesRecord = InferOutput<typeof schemas.SesRecordSchema>;
export type SnsEvent = InferOutput<typeof schemas.SnsSchema>;
export type SnsSqsNotification = InferOutput<typeof schemas.SnsSqsNotificationSchema>;
export type SnsNotification = InferOutput<typeof schemas.SnsNotificationSchema>;
export type SnsRecord = InferOutput<typeof schemas.SnsRecordSchema>;
export type SqsEvent = InferOutput<typeof schemas.SqsSchema>;
export type SqsRecord = InferOutput<typeof schemas.SqsRecordSchema>;
export type TransferFamilyEvent = InferOutput<typeof schemas.TransferFamilySchema>;
export type VpcLatticeEvent = InferOutput<typeof schemas.VpcLatticeSchema>;
export type VpcLatticeEventV2 = InferOutput<typeof schemas.VpcLatticeV2Schema>;
