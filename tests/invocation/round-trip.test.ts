import { propagation, type SpanContext, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { resolveParent } from '../../src/invocation/trace-context/parent.js';
import { injectTrace } from '../../src/tracer/outgoing/aws/inject.js';
import { CARRIED, eventOf, invocationOf, lambdaContext } from './fixtures.js';

const TRACE = {
  header: `Root=1-${CARRIED.traceId.slice(0, 8)}-${CARRIED.traceId.slice(8)};Parent=${CARRIED.spanId};Sampled=1`,
  fields: { traceparent: `00-${CARRIED.traceId}-${CARRIED.spanId}-01` },
  intoPayloads: true,
};

type Input = Record<string, unknown>;

/** The recorded event `name` with the first record, or the event itself, changed. */
const eventWith = (name: string, change: (record: Input) => Input): unknown => {
  const event = eventOf(name);
  const { Records } = event;
  return Array.isArray(Records) ? { ...event, Records: [change(Records[0])] } : change(event);
};

/** What a sender writes, and the event that AWS makes of it for the receiver. */
const deliveries: readonly [service: string, operation: string, input: Input, deliver: (sent: Input) => unknown][] = [
  [
    'SQS',
    'SendMessage',
    { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders', MessageBody: '{"order":42}' },
    (sent) =>
      eventWith('sqs', (record) => ({
        ...record,
        body: sent.MessageBody,
        messageAttributes: Object.fromEntries(
          Object.entries(sent.MessageAttributes as Record<string, Input>).map(([name, { DataType, StringValue }]) => [
            name,
            { dataType: DataType, stringValue: StringValue },
          ]),
        ),
      })),
  ],
  [
    'SNS',
    'Publish',
    { TopicArn: 'arn:aws:sns:eu-west-1:123456789012:orders-placed', Message: '{"order":42}' },
    (sent) =>
      eventWith('sns', (record) => ({
        ...record,
        Sns: {
          Type: 'Notification',
          Message: sent.Message,
          MessageAttributes: Object.fromEntries(
            Object.entries(sent.MessageAttributes as Record<string, Input>).map(([name, { DataType, StringValue }]) => [
              name,
              { Type: DataType, Value: StringValue },
            ]),
          ),
        },
      })),
  ],
  [
    'EventBridge',
    'PutEvents',
    { Entries: [{ Source: 'com.example', DetailType: 'OrderPlaced', Detail: '{"order":42}' }] },
    ({ Entries }) =>
      eventWith('eventbridge', (event) => ({
        ...event,
        detail: JSON.parse((Entries as [{ Detail: string }])[0].Detail),
      })),
  ],
  [
    'Kinesis',
    'PutRecord',
    { StreamName: 'clicks', PartitionKey: '1', Data: Buffer.from('{"click":1}') },
    ({ Data }) =>
      eventWith('kinesis', (record) => ({
        ...record,
        kinesis: { data: Buffer.from(Data as Uint8Array).toString('base64') },
      })),
  ],
  [
    'SFN',
    'StartExecution',
    { stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:checkout', input: '{"order":42}' },
    ({ input }) => JSON.parse(String(input)),
  ],
];

propagation.setGlobalPropagator(new W3CTraceContextPropagator());

describe('the trace that our own AWS client instrumentation sends on', () => {
  it.each(deliveries)('is found again behind %s %s', (service, operation, input, deliver) => {
    const event = deliver(injectTrace({ service, operation, input } as Parameters<typeof injectTrace>[0], TRACE));
    const decision = resolveParent({ invocation: invocationOf(event, lambdaContext()), xrayExported: false });
    expect(decision.rule).toBe('event-w3c');
    expect(trace.getSpanContext(decision.context)).toMatchObject(CARRIED satisfies Partial<SpanContext>);
  });

  it('is found again behind Lambda Invoke', () => {
    const call = { service: 'Lambda', operation: 'Invoke', input: { FunctionName: 'orders' } };
    const { ClientContext } = injectTrace(call as Parameters<typeof injectTrace>[0], TRACE);
    const clientContext = JSON.parse(Buffer.from(String(ClientContext), 'base64').toString());
    const decision = resolveParent({
      invocation: invocationOf({}, lambdaContext({ clientContext })),
      xrayExported: false,
    });
    expect(trace.getSpanContext(decision.context)).toMatchObject(CARRIED);
  });
});
