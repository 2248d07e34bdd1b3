import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import fc from 'fast-check';
import { type CaptureAWSv3ClientOptions, captureAWSv3Client } from 'otel-powertools/tracer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { injectTrace } from '../../../src/tracer/outgoing/aws/inject.js';
import { addToJsonBytes, addToJsonText } from '../../../src/tracer/outgoing/aws/json-payload.js';
import { attributesBytes, extendAttributes } from '../../../src/tracer/outgoing/aws/message-attributes.js';
import { type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from '../telemetry.js';
import { clientConfiguration, recordingHandler } from './recording-handler.js';

let telemetry: RecordedTelemetry;
beforeAll(() => {
  telemetry = registerTelemetry();
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new AWSXRayPropagator(), new W3CTraceContextPropagator()] }),
  );
});
beforeEach(() => telemetry.exporter.reset());
afterAll(unregisterTelemetry);

type Configuration = typeof clientConfiguration & { requestHandler: ReturnType<typeof recordingHandler> };
interface Client {
  send(command: object): Promise<unknown>;
}

/** Sends one command through a captured client, in a span; gives the body that went out. */
const bodyOf = async (
  Class: new (configuration: Configuration) => Client,
  command: object,
  options?: CaptureAWSv3ClientOptions,
) => {
  const requestHandler = recordingHandler();
  const client = captureAWSv3Client(new Class({ ...clientConfiguration, requestHandler }), options);
  await trace.getTracer('test').startActiveSpan('handler', async (span) => {
    // The stub's empty answer may lack what a client checks; what counts is what was sent.
    await client.send(command).catch(() => {});
    span.end();
  });
  return JSON.parse(JSON.stringify(requestHandler.sent[0]?.body ?? null));
};

const expected = (spanName: string) => {
  const { traceId, spanId } = telemetry.span(spanName).spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-01`,
    header: `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1`,
  };
};

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, text('x')]));
const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:orders';

describe('a message for SQS', () => {
  it('carries the trace as an attribute and as a system attribute', async () => {
    const body = await bodyOf(
      SQSClient,
      new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes: attributes(1) }),
    );
    const { traceparent, header } = expected('SQS.SendMessage');
    expect(body.MessageAttributes).toEqual({ a0: text('x'), traceparent: text(traceparent) });
    expect(body.MessageSystemAttributes).toEqual({ AWSTraceHeader: text(header) });
  });

  it.each([
    [9, true],
    [10, false],
  ])('with %i attributes already gets another one: %s', async (count, gets) => {
    const body = await bodyOf(
      SQSClient,
      new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes: attributes(count) }),
    );
    expect(Object.hasOwn(body.MessageAttributes, 'traceparent')).toBe(gets);
    expect(Object.keys(body.MessageAttributes).length).toBe(10);
    expect(body.MessageSystemAttributes).toEqual({ AWSTraceHeader: text(expected('SQS.SendMessage').header) });
  });

  it('is not made too long by it', async () => {
    const body = await bodyOf(SQSClient, new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(262_144 - 10) }));
    expect(body).not.toHaveProperty('MessageAttributes');
    expect(body.MessageSystemAttributes).toHaveProperty('AWSTraceHeader');
  });

  it('keeps the trace that its sender gave it', async () => {
    const own = {
      MessageAttributes: { traceparent: text('mine') },
      MessageSystemAttributes: { AWSTraceHeader: text('mine') },
    } as const;
    expect(await bodyOf(SQSClient, new SendMessageCommand({ QueueUrl, MessageBody: 'hello', ...own }))).toMatchObject(
      own,
    );
  });

  it('is one of a batch: each carries the trace, all of them together within the limit', async () => {
    const Entries = [
      { Id: '1', MessageBody: 'x'.repeat(262_144 - 90) },
      { Id: '2', MessageBody: 'y' },
    ];
    const body = await bodyOf(SQSClient, new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(body.Entries.map((entry: object) => Object.hasOwn(entry, 'MessageAttributes'))).toEqual([true, false]);
    expect(body.Entries.map((entry: { MessageSystemAttributes: object }) => entry.MessageSystemAttributes)).toEqual(
      Array(2).fill({ AWSTraceHeader: text(expected('SQS.SendMessageBatch').header) }),
    );
    expect(telemetry.span('SQS.SendMessageBatch').attributes['messaging.batch.message_count']).toBe(2);
  });

  it('is made from a command that stays as it was, to be sent again', async () => {
    const command = new SendMessageCommand({ QueueUrl, MessageBody: 'hello' });
    await bodyOf(SQSClient, command);
    expect(command.input).toEqual({ QueueUrl, MessageBody: 'hello' });
  });
});

describe('a notification for SNS', () => {
  it('carries the trace as an attribute', async () => {
    const body = await bodyOf(SNSClient, new PublishCommand({ TopicArn, Message: 'hello' }));
    const sent = new URLSearchParams(String(body));
    expect(sent.get('MessageAttributes.entry.1.Name')).toBe('traceparent');
    expect(sent.get('MessageAttributes.entry.1.Value.StringValue')).toBe(expected('SNS.Publish').traceparent);
  });

  it('is left alone when it is a text message to a telephone, whose number is not recorded either', async () => {
    const body = await bodyOf(SNSClient, new PublishCommand({ PhoneNumber: '+441632960960', Message: 'hello' }));
    expect(String(body)).not.toContain('traceparent');
    expect(JSON.stringify(telemetry.span('SNS.Publish').attributes)).not.toContain('441632960960');
  });

  it('is one of a batch', async () => {
    const PublishBatchRequestEntries = [
      { Id: '1', Message: 'a' },
      { Id: '2', Message: 'b' },
    ];
    const sent = new URLSearchParams(
      String(await bodyOf(SNSClient, new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))),
    );
    const { traceparent } = expected('SNS.PublishBatch');
    expect(
      [1, 2].map((n) => sent.get(`PublishBatchRequestEntries.member.${n}.MessageAttributes.entry.1.Value.StringValue`)),
    ).toEqual([traceparent, traceparent]);
  });
});

describe('an event for EventBridge', () => {
  const put = (Detail: string) =>
    new PutEventsCommand({ Entries: [{ Source: 'orders', DetailType: 'placed', Detail }] });

  it('carries the trace in its trace header and in its detail', async () => {
    const body = await bodyOf(EventBridgeClient, put('{"id":12345678901234567890}'));
    const { traceparent, header } = expected('EventBridge.PutEvents');
    expect(body.Entries[0].TraceHeader).toBe(header);
    expect(body.Entries[0].Detail).toBe(`{"_otel":{"traceparent":"${traceparent}"},"id":12345678901234567890}`);
  });

  it.each(['[1]', '"text"', 'no JSON', '', '{"traceparent":"mine"}', '{"_otel":{}}'])(
    'keeps the detail %j as it is',
    async (detail) => {
      expect((await bodyOf(EventBridgeClient, put(detail))).Entries[0].Detail).toBe(detail);
    },
  );

  it('keeps its detail when payloads are not to be touched, and still has its header', async () => {
    const { Entries } = await bodyOf(EventBridgeClient, put('{}'), { injectIntoPayloads: false });
    expect(Entries[0].Detail).toBe('{}');
    expect(Entries[0].TraceHeader).toBe(expected('EventBridge.PutEvents').header);
  });

  it('is not made too long by it', async () => {
    const detail = JSON.stringify({ text: 'x'.repeat(262_144 - 60) });
    expect((await bodyOf(EventBridgeClient, put(detail))).Entries[0].Detail).toBe(detail);
  });
});

describe('a record for Kinesis', () => {
  const data = (record: { Data: string }) => Buffer.from(record.Data, 'base64').toString();

  it('carries the trace when it is a JSON object', async () => {
    const record = { StreamName: 'orders', PartitionKey: '1', Data: Buffer.from('{"name":"Zoë"}') };
    const body = await bodyOf(KinesisClient, new PutRecordCommand(record));
    expect(data(body)).toBe(`{"_otel":{"traceparent":"${expected('Kinesis.PutRecord').traceparent}"},"name":"Zoë"}`);
    expect(record.Data.toString()).toBe('{"name":"Zoë"}');
  });

  it('is left alone when it is none, or would be too long', async () => {
    const Records = [
      Buffer.from([0x7b, 0xff, 0x7d]),
      Buffer.from('text'),
      Buffer.from(JSON.stringify({ x: 'x'.repeat(1_048_570 - 10) })),
    ];
    const body = await bodyOf(
      KinesisClient,
      new PutRecordsCommand({ StreamName: 'orders', Records: Records.map((Data) => ({ Data, PartitionKey: '1' })) }),
    );
    expect(body.Records.map((record: { Data: string }) => record.Data)).toEqual(
      Records.map((record) => record.toString('base64')),
    );
  });
});

describe('a Lambda function that is invoked', () => {
  const contextOf = (body: unknown, encoded: string | undefined) =>
    encoded === undefined ? body : JSON.parse(Buffer.from(encoded, 'base64').toString());
  const clientContextSent = async (ClientContext?: string) => {
    const requestHandler = recordingHandler();
    const client = captureAWSv3Client(new LambdaClient({ ...clientConfiguration, requestHandler }));
    await trace.getTracer('test').startActiveSpan('handler', async (span) => {
      await client.send(
        new InvokeCommand({ FunctionName: 'orders', ...(ClientContext !== undefined && { ClientContext }) }),
      );
      span.end();
    });
    return requestHandler.sent[0]?.headers['x-amz-client-context'];
  };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');

  it('gets the trace in the custom part of its client context, beside what is there', async () => {
    const sent = await clientContextSent(encode({ client: { app: 'shop' }, custom: { tenant: 'a' } }));
    expect(contextOf(undefined, sent)).toEqual({
      client: { app: 'shop' },
      custom: { tenant: 'a', traceparent: expected('Lambda.Invoke').traceparent },
    });
  });

  it('gets it where there is no client context', async () => {
    expect(contextOf(undefined, await clientContextSent())).toEqual({
      custom: { traceparent: expected('Lambda.Invoke').traceparent },
    });
  });

  it.each([
    ['too long with it', encode({ custom: { text: 'x'.repeat(2_600) } })],
    ['no JSON', Buffer.from('text').toString('base64')],
  ])('keeps its client context when that is %s', async (_why, given) => {
    expect(await clientContextSent(given)).toBe(given);
  });
});

describe('a state machine that is started', () => {
  const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';

  it('gets the trace in its header and in its input', async () => {
    const body = await bodyOf(SFNClient, new StartExecutionCommand({ stateMachineArn, input: '{ }' }));
    const { traceparent, header } = expected('SFN.StartExecution');
    expect(body.traceHeader).toBe(header);
    expect(JSON.parse(body.input)).toEqual({ _otel: { traceparent } });
  });

  it('keeps the input of a named execution, which only the same input can repeat', async () => {
    const body = await bodyOf(SFNClient, new StartExecutionCommand({ stateMachineArn, name: 'order-1', input: '{}' }));
    expect(body).toMatchObject({ input: '{}', traceHeader: expected('SFN.StartExecution').header });
  });
});

describe("with X-Ray's propagator alone", () => {
  const trace = {
    header: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    fields: {},
    intoPayloads: true,
  };
  const sent = (service: string, operation: string, input: Record<string, unknown>) =>
    injectTrace({ service, operation, input }, trace);

  it('the header goes where each service has a place for it, and into no payload', () => {
    expect(sent('EventBridge', 'PutEvents', { Entries: [{ Detail: '{}' }] })).toEqual({
      Entries: [{ Detail: '{}', TraceHeader: trace.header }],
    });
    expect(sent('SFN', 'StartExecution', { input: '{}' })).toEqual({ input: '{}', traceHeader: trace.header });
    expect(sent('Lambda', 'Invoke', {})).toEqual({});
    expect(sent('SNS', 'Publish', { Message: 'hello' })).toEqual({ Message: 'hello' });
  });

  it('a record for Kinesis, which has no place for it, carries it itself', () => {
    const { Data } = sent('Kinesis', 'PutRecord', { Data: Buffer.from('{}') });
    expect(JSON.parse(String(Data))).toEqual({ _otel: { 'X-Amzn-Trace-Id': trace.header } });
  });
});

describe('what is added', () => {
  const fields = fc.dictionary(
    fc.constantFrom('traceparent', 'tracestate', 'baggage', 'b3'),
    fc.string({ minLength: 1, maxLength: 80 }),
  );

  it('to attributes never exceeds their number or the room', () => {
    const existing = fc.dictionary(
      fc.string({ maxLength: 10 }),
      fc.record({ DataType: fc.constant('String'), StringValue: fc.string() }),
      { maxKeys: 10 },
    );
    fc.assert(
      fc.property(existing, fields, fc.integer({ min: -10, max: 400 }), (before, added, room) => {
        const after = extendAttributes(before, added, room);
        expect(Object.keys(after).length).toBeLessThanOrEqual(Math.max(10, Object.keys(before).length));
        expect(attributesBytes(after) - attributesBytes(before)).toBeLessThanOrEqual(Math.max(0, room));
        expect(after).toMatchObject(before);
      }),
    );
  });

  it('to JSON leaves everything else of it, as text and as bytes, within the room', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fields,
        fc.integer({ min: 0, max: 400 }),
        (payload, added, room) => {
          const before = JSON.stringify(payload);
          const after = addToJsonText(before, added, room);
          expect(Buffer.from(addToJsonBytes(Buffer.from(before), added, room) ?? []).toString()).toBe(after ?? '');
          if (after === undefined) return;
          expect(Buffer.byteLength(after) - Buffer.byteLength(before)).toBeLessThanOrEqual(room);
          expect(JSON.parse(after)).toEqual(JSON.parse(JSON.stringify({ ...payload, _otel: added })));
        },
      ),
    );
  });
});
