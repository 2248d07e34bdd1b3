import { nonEmptyArrayOf, optional, piped, recordOf, transformed, union } from '../../shape/containers.js';
import { readJson } from '../../shape/decoded.js';
import { extend, object } from '../../shape/object.js';
import { boolean, ipv4, isoTime, literal, number, string } from '../../shape/scalars.js';
import { EventBridgeSchema } from './eventbridge.js';
import { SqsRecordSchema } from './sqs.js';

const Record = object({
  eventVersion: string,
  eventSource: literal('aws:s3'),
  awsRegion: string,
  eventTime: isoTime,
  eventName: string,
  userIdentity: object({ principalId: string }),
  // S3 names itself where it acts on its own: a lifecycle rule.
  requestParameters: object({ sourceIPAddress: union(ipv4, literal('s3.amazonaws.com')) }),
  responseElements: object({ 'x-amz-request-id': string, 'x-amz-id-2': string }),
  s3: object({
    s3SchemaVersion: string,
    configurationId: string,
    object: object({
      key: string,
      size: optional(number),
      urlDecodedKey: optional(string),
      eTag: optional(string),
      sequencer: optional(string),
      versionId: optional(string),
    }),
    bucket: object({ name: string, ownerIdentity: object({ principalId: string }), arn: string }),
  }),
  glacierEventData: optional(
    object({
      restoreEventData: object({ lifecycleRestorationExpiryTime: string, lifecycleRestoreStorageClass: string }),
    }),
  ),
});

/** Notifications of an S3 bucket. */
export const S3Schema = object({ Records: nonEmptyArrayOf(Record) });

/** The same in the bodies of SQS messages. */
export const S3SqsEventNotificationSchema = object({
  Records: nonEmptyArrayOf(extend(SqsRecordSchema, { body: piped(transformed(string, readJson), S3Schema) })),
});

const size = transformed(number, (bytes, reading) =>
  bytes >= 0 ? bytes : reading.fail('too_small', 'expected a number of at least 0'),
);

/** A notification of an S3 bucket through EventBridge. */
export const S3EventNotificationEventBridgeSchema = extend(EventBridgeSchema, {
  detail: object({
    version: string,
    bucket: object({ name: string }),
    object: object({
      key: string,
      size: optional(size),
      etag: optional(string),
      'version-id': optional(string),
      sequencer: optional(string),
    }),
    'request-id': string,
    requester: string,
    'source-ip-address': optional(ipv4),
    reason: optional(string),
    'deletion-type': optional(string),
    'restore-expiry-time': optional(string),
    'source-storage-class': optional(string),
    'destination-storage-class': optional(string),
    'destination-access-tier': optional(string),
  }),
});

/** A request for an object that S3 Object Lambda wants changed. */
export const S3ObjectLambdaEventSchema = object({
  xAmzRequestId: string,
  getObjectContext: object({ inputS3Url: string, outputRoute: string, outputToken: string }),
  configuration: object({
    accessPointArn: string,
    supportingAccessPointArn: string,
    payload: union(string, object({})),
  }),
  userRequest: object({ url: string, headers: recordOf(string) }),
  userIdentity: object({
    type: string,
    accountId: string,
    accessKeyId: string,
    userName: optional(string),
    principalId: string,
    arn: string,
    sessionContext: optional(
      object({
        sessionIssuer: object({
          type: string,
          userName: optional(string),
          principalId: string,
          arn: string,
          accountId: string,
        }),
        attributes: object({
          creationDate: string,
          mfaAuthenticated: transformed(
            union(boolean, literal('true', 'false')),
            (answer) => answer === true || answer === 'true',
          ),
        }),
      }),
    ),
  }),
  protocolVersion: string,
});
