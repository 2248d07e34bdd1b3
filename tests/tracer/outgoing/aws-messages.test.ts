import { readFileSync } from 'node:fs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { captureAWSv3Client } from 'otel-powertools/tracer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { processInvocation } from '../../../src/invocation/scope.js';
import { InvocationSpanProcessor, spansOf } from '../../../src/telemetry/traces/invocation-spans.js';
import { detectTrigger } from '../../../src/triggers/trigger.js';
import { type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from '../telemetry.js';
import { clientConfiguration, recordingHandler } from './recording-handler.js';

let telemetry: RecordedTelemetry;
beforeAll(() => {
  telemetry = registerTelemetry();
  trace.disable();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(telemetry.exporter), new InvocationSpanProcessor(() => {})],
    }),
  );
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
beforeEach(() => telemetry.exporter.reset());
afterAll(unregisterTelemetry);

const inSpan = <T>(work: () => Promise<T>): Promise<T> =>
  trace.getTracer('test').startActiveSpan('handler', async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('getSignedUrl', () => {
  it('makes no call, and has no span: not ended, not left open, and the real call after it has one', async () => {
    const requestHandler = recordingHandler();
    const client = captureAWSv3Client(new S3Client({ ...clientConfiguration, requestHandler }));
    const command = new GetObjectCommand({ Bucket: 'orders', Key: 'o-1' });
    await inSpan(async () => {
      const url = await getSignedUrl(client, command, { expiresIn: 60 });
      expect(url).toContain('X-Amz-Signature=');
      expect(url.toLowerCase()).not.toContain('trace');
    });
    expect(requestHandler.sent).toEqual([]);
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['handler']);
    expect([...spansOf(processInvocation()).open]).toEqual([]);
    await inSpan(() => client.send(command));
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['handler', 'S3.GetObject', 'handler']);
  });
});

describe('A captured ReceiveMessage', () => {
  const receive = async (input: object, ...messages: object[]) => {
    const requestHandler = recordingHandler({ body: { Messages: messages } });
    const client = captureAWSv3Client(
      new SQSClient({ ...clientConfiguration, requestHandler, md5: false, useQueueUrlAsEndpoint: false }),
    );
    const received = await inSpan(() => client.send(new ReceiveMessageCommand({ QueueUrl, ...input })));
    return { asked: requestHandler.sent[0]?.body, received, links: telemetry.span('SQS.ReceiveMessage').links };
  };

  it.each([
    [{}, { MessageSystemAttributeNames: ['AWSTraceHeader'], MessageAttributeNames: ['traceparent', 'tracestate'] }],
    [
      { MessageSystemAttributeNames: ['SentTimestamp'], MessageAttributeNames: ['plan', 'traceparent'] },
      {
        MessageSystemAttributeNames: ['SentTimestamp', 'AWSTraceHeader'],
        MessageAttributeNames: ['plan', 'traceparent', 'tracestate'],
      },
    ],
    [
      { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['.*'] },
      { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['.*'] },
    ],
    [
      { AttributeNames: ['SentTimestamp'] },
      { AttributeNames: ['SentTimestamp', 'AWSTraceHeader'], MessageAttributeNames: ['traceparent', 'tracestate'] },
    ],
  ] as const)('that is given %j asks for the trace besides', async (given, asked) => {
    const input = structuredClone(given);
    expect((await receive(input)).asked).toEqual({ QueueUrl, ...asked });
    expect(input).toEqual(given);
  });

  it('links the sender of each message, by W3C, by X-Ray, and in what a body wraps', async () => {
    const { links, received } = await receive(
      {},
      { MessageId: '1', MessageAttributes: { traceparent: { DataType: 'String', StringValue: TRACEPARENT } } },
      {
        MessageId: '2',
        Attributes: { AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1' },
      },
      { MessageId: '3', Body: JSON.stringify({ _otel: { traceparent: TRACEPARENT.replace('00f067aa', '11f067aa') } }) },
      { MessageId: '4', Body: 'nothing' },
    );
    expect(links.map(({ context: { traceId, spanId } }) => `${traceId} ${spanId}`)).toEqual([
      '4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7',
      '5759e988bd862e3fe1be46a994272793 53995c3f42cd8ad8',
      '4bf92f3577b34da6a3ce929d0e0e4736 11f067aa0ba902b7',
    ]);
    expect(received.Messages).toHaveLength(4);
  });
});

describe('messaging.system', () => {
  const client = { ...clientConfiguration, requestHandler: recordingHandler() };
  const sends: readonly [string, string, () => Promise<unknown>][] = [
    [
      'sqs',
      'aws_sqs',
      () =>
        captureAWSv3Client(new SQSClient({ ...client, md5: false })).send(
          new SendMessageCommand({ QueueUrl, MessageBody: 'b' }),
        ),
    ],
    [
      'sns',
      'aws.sns',
      () =>
        captureAWSv3Client(new SNSClient(client)).send(
          new PublishCommand({ TopicArn: 'arn:aws:sns:e:1:t', Message: 'm' }),
        ),
    ],
    [
      'eventbridge',
      'aws_eventbridge',
      () =>
        captureAWSv3Client(new EventBridgeClient(client)).send(
          new PutEventsCommand({ Entries: [{ Source: 's', Detail: '{}' }] }),
        ),
    ],
    [
      'kinesis',
      'aws_kinesis',
      () =>
        captureAWSv3Client(new KinesisClient({ ...client })).send(
          new PutRecordCommand({ StreamName: 's', PartitionKey: 'p', Data: Buffer.from('{}') }),
        ),
    ],
  ];

  it.each(sends)('of %s is %s, for who sends and for who is invoked', async (source, system, send) => {
    await inSpan(() => send().catch(() => undefined));
    const [sent] = telemetry.spans();
    expect(sent?.attributes['messaging.system']).toBe(system);
    const event: unknown = JSON.parse(
      readFileSync(new URL(`../../invocation/events/${source}.json`, import.meta.url), 'utf8'),
    );
    expect(detectTrigger(event).attributes['messaging.system']).toBe(system);
  });
});
