// What a young process is invoked with, and what its handlers answer.
const http = {
  text: JSON.stringify({
    version: '2.0',
    routeKey: 'POST /orders/{order_id}',
    rawPath: '/orders/A-1001',
    rawQueryString: 'dry=false',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      host: 'api.example.com',
      'user-agent': 'curl/8.5.0',
      'x-amzn-trace-id': 'Root=1-6a54a8c2-abcdef012345678912345678',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    queryStringParameters: { dry: 'false' },
    pathParameters: { order_id: 'A-1001' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: {
        method: 'POST',
        path: '/orders/A-1001',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'curl/8.5.0',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'POST /orders/{order_id}',
      stage: '$default',
      time: '23/Nov/2026:00:00:00 +0000',
      timeEpoch: 1795392000000,
    },
    body: '{"order_id":"A-1001","total":12.5}',
    isBase64Encoded: false,
  }),
  answer: () => ({ statusCode: 201, headers: { 'content-type': 'application/json' }, body: '{"order_id":"A-1001"}' }),
};

const message = (_, index) => ({
  messageId: `059f36b4-87a3-44ab-83d2-66197${index}1a7e1b`,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  body: `{"order_id":"A-${1001 + index}","total":12.5}`,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1795392000000',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1795392000001',
    AWSTraceHeader: `Root=1-6a54a8c2-abcdef01234567891234567${index};Parent=53995c3f42cd8ad${index};Sampled=1`,
  },
  messageAttributes: {},
  md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:orders',
  awsRegion: 'eu-west-1',
});

const sqs = {
  text: JSON.stringify({ Records: Array.from({ length: 10 }, message) }),
  answer: () => ({ batchItemFailures: [] }),
};

const plain = { text: '{"order_id":"A-1001","total":12.5}', answer: () => 'done' };

export const events = { http, sqs, plain };

export const titles = {
  http: 'an API Gateway HTTP API event',
  sqs: 'an SQS batch of 10',
  plain: 'a plain event of two members',
};

/** Those of this process. */
export const { text, answer } = events[process.env.BENCHMARK_EVENT ?? 'plain'];
