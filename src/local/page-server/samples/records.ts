import { ACCOUNT_ID } from '../../functions/function-definition.js';

const REGION = 'us-east-1';

/** One notification, as SNS sends it to a function. */
export function snsEvent(message: unknown): unknown {
  const topic = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:topic`;
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${topic}:subscription`,
        Sns: {
          Type: 'Notification',
          MessageId: crypto.randomUUID(),
          TopicArn: topic,
          Subject: null,
          Message: JSON.stringify(message),
          Timestamp: new Date().toISOString(),
          SignatureVersion: '1',
          Signature: 'signature',
          SigningCertUrl: 'https://sns.example.com/certificate.pem',
          UnsubscribeUrl: 'https://sns.example.com/unsubscribe',
          MessageAttributes: {},
        },
      },
    ],
  };
}

/** One record of a Kinesis data stream. */
export function kinesisEvent(data: unknown): unknown {
  const eventSourceARN = `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/stream`;
  const sequenceNumber = '49590338271490256608559692538361571095921575989136588898';
  return {
    Records: [
      {
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventName: 'aws:kinesis:record',
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventSourceARN,
        awsRegion: REGION,
        invokeIdentityArn: `arn:aws:iam::${ACCOUNT_ID}:role/function`,
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: '1',
          sequenceNumber,
          data: Buffer.from(JSON.stringify(data)).toString('base64'),
          approximateArrivalTimestamp: Date.now() / 1000,
        },
      },
    ],
  };
}

/** One change of an item, as the stream of a DynamoDB table tells it. */
export function dynamodbStreamEvent(): unknown {
  const key = { id: { S: '1' } };
  return {
    Records: [
      {
        eventID: crypto.randomUUID().replaceAll('-', ''),
        eventName: 'MODIFY',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        eventSourceARN: `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/table/stream/2026-01-01T00:00:00.000`,
        awsRegion: REGION,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
          Keys: key,
          OldImage: { ...key, status: { S: 'received' } },
          NewImage: { ...key, status: { S: 'paid' } },
          SequenceNumber: '111',
          SizeBytes: 59,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      },
    ],
  };
}

/** One object that was put into a bucket. */
export function s3Event(): unknown {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventTime: new Date().toISOString(),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'EXAMPLE' },
        requestParameters: { sourceIPAddress: '192.0.2.1' },
        responseElements: { 'x-amz-request-id': 'EXAMPLE123456789', 'x-amz-id-2': 'EXAMPLE123' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'notification',
          bucket: { name: 'bucket', ownerIdentity: { principalId: 'EXAMPLE' }, arn: 'arn:aws:s3:::bucket' },
          object: {
            key: 'folder/file.json',
            size: 1024,
            eTag: '0123456789abcdef0123456789abcdef',
            sequencer: '0A1B2C3D4E5F678901',
          },
        },
      },
    ],
  };
}
