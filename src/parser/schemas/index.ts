export { AlbMultiValueHeadersSchema, AlbSchema } from './http/alb.js';
export {
  APIGatewayEventRequestContextSchema,
  APIGatewayProxyEventSchema,
  APIGatewayRequestAuthorizerEventSchema,
  APIGatewayTokenAuthorizerEventSchema,
} from './http/api-gateway.js';
export { APIGatewayProxyWebsocketEventSchema } from './http/api-gateway-websocket.js';
export {
  APIGatewayProxyEventV2Schema,
  APIGatewayRequestAuthorizerEventV2Schema,
  APIGatewayRequestAuthorizerV2Schema,
  APIGatewayRequestContextV2Schema,
} from './http/api-gatewayv2.js';
export { LambdaFunctionUrlSchema } from './http/lambda.js';
export { VpcLatticeSchema } from './http/vpc-lattice.js';
export { VpcLatticeV2Schema } from './http/vpc-latticev2.js';
export { CloudWatchLogEventSchema, CloudWatchLogsDecodeSchema, CloudWatchLogsSchema } from './records/cloudwatch.js';
export { DynamoDBStreamRecord, DynamoDBStreamSchema, DynamoDBStreamToKinesisRecord } from './records/dynamodb.js';
export { EventBridgeSchema } from './records/eventbridge.js';
export { KafkaMskEventSchema, KafkaRecordSchema, KafkaSelfManagedEventSchema } from './records/kafka.js';
export { KinesisDataStreamRecord, KinesisDataStreamSchema, KinesisDynamoDBStreamSchema } from './records/kinesis.js';
export {
  KinesisFirehoseRecordSchema,
  KinesisFirehoseSchema,
  KinesisFirehoseSqsRecordSchema,
  KinesisFirehoseSqsSchema,
} from './records/kinesis-firehose.js';
export {
  S3EventNotificationEventBridgeSchema,
  S3ObjectLambdaEventSchema,
  S3Schema,
  S3SqsEventNotificationSchema,
} from './records/s3.js';
export { SesRecordSchema, SesSchema } from './records/ses.js';
export { SnsNotificationSchema, SnsRecordSchema, SnsSchema, SnsSqsNotificationSchema } from './records/sns.js';
export {
  SqsAttributesSchema,
  SqsMsgAttributeDataTypeSchema,
  SqsMsgAttributeSchema,
  SqsRecordSchema,
  SqsSchema,
} from './records/sqs.js';
export { AppSyncBatchResolverSchema, AppSyncResolverSchema } from './services/appsync.js';
export {
  AppSyncEventsBaseSchema,
  AppSyncEventsInfoSchema,
  AppSyncEventsPublishSchema,
  AppSyncEventsRequestSchema,
  AppSyncEventsSubscribeSchema,
} from './services/appsync-events.js';
export {
  CloudFormationCustomResourceCreateSchema,
  CloudFormationCustomResourceDeleteSchema,
  CloudFormationCustomResourceUpdateSchema,
} from './services/cloudformation-custom-resource.js';
export {
  CreateAuthChallengeTriggerSchema,
  CustomEmailSenderTriggerSchema,
  CustomMessageTriggerSchema,
  CustomSMSSenderTriggerSchema,
  DefineAuthChallengeTriggerSchema,
  MigrateUserTriggerSchema,
  PostAuthenticationTriggerSchema,
  PostConfirmationTriggerSchema,
  PreAuthenticationTriggerSchema,
  PreSignupTriggerSchema,
  PreTokenGenerationTriggerSchemaV1,
  PreTokenGenerationTriggerSchemaV2AndV3,
  VerifyAuthChallengeTriggerSchema,
} from './services/cognito.js';
export {
  ConnectOutboundCampaignsCustomerProfileSchema,
  ConnectOutboundCampaignsSchema,
} from './services/connect-outbound-campaigns.js';
export { TransferFamilySchema } from './services/transfer-family.js';
