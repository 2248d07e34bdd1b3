/** The event of a batch of ten messages, as text: Lambda's runtime parses it anew for each invocation. */
export const eventText = (number) =>
  JSON.stringify({
    Records: Array.from({ length: 10 }, (_, index) => {
      const id = `${number.toString(16).padStart(8, '0')}`;
      return {
        messageId: `${id}-7b61-11e6-9a41-93e8deadbee${index}`,
        receiptHandle: `AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a${id}${index}`,
        body: JSON.stringify({ order_id: `A-${number}-${index}`, total: 12.5 }),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '1767225600000',
          SenderId: 'AIDAIENQZJOLO23YVJ4VO',
          ApproximateFirstReceiveTimestamp: '1767225600001',
          AWSTraceHeader: `Root=1-${id}-bd862e3fe1be46a99427279${index};Parent=53995c3f42cd8a${index}8;Sampled=1`,
        },
        messageAttributes: {},
        md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:orders',
        awsRegion: 'eu-west-1',
      };
    }),
  });
