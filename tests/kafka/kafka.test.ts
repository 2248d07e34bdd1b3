import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';
import { kafkaConsumer, SchemaType, withRecordSpan } from '../../src/kafka/index.js';
import type { ConsumerRecord, MSKEvent } from '../../src/kafka/types.js';

const base64 = (value: string): string => Buffer.from(value).toString('base64');
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const eventOf = (...values: readonly (string | null)[]): MSKEvent => ({
  eventSource: 'aws:kafka',
  eventSourceArn: 'arn',
  bootstrapServers: 'b-1:9092',
  records: {
    'orders-2': values.map((value, offset) => ({
      topic: 'orders',
      partition: 2,
      offset,
      timestamp: 1,
      timestampType: 'CREATE_TIME' as const,
      value: value === null ? null : base64(value),
      headers: [{ traceparent: [...Buffer.from(TRACEPARENT)] }],
      valueSchemaMetadata: { dataFormat: 'JSON' },
      keySchemaMetadata: { dataFormat: 'JSON' },
    })),
  },
});

describe('a record', () => {
  it('is read once, and not before it is asked for', async () => {
    const reads = vi.fn((value: unknown) => typeof value === 'object');
    const schema = z.custom<{ id: string }>(reads);
    const handler = kafkaConsumer(
      ({ records }, _context: undefined) => {
        expect(reads).not.toHaveBeenCalled();
        return [records[0]?.value, records[0]?.value];
      },
      { value: { type: SchemaType.JSON, parserSchema: schema } },
    );
    const [first, second] = await handler(eventOf('{"id":"a"}', '{"id":"b"}'), undefined);
    expect(first).toEqual({ id: 'a' });
    expect(second).toBe(first);
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('that is wrong quotes nothing of what is in it', async () => {
    const secret = 'c2VjcmV0IG51bWJlcg==';
    const configs = [
      { value: { type: SchemaType.AVRO, schema: '"int"' } },
      { value: { type: SchemaType.JSON, parserSchema: z.object({ id: z.string() }) } },
      {
        value: {
          type: SchemaType.PROTOBUF,
          schema: {
            decode: (): unknown => {
              throw new RangeError('index out of range');
            },
          },
        },
      },
    ] as const;
    for (const config of configs) {
      const handler = kafkaConsumer<unknown, unknown>(({ records }) => records[0]?.value, config);
      const error: unknown = await handler(eventOf('secret number'), undefined).catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(/^KafkaConsumer(Deserialization|Parser)Error: /);
      expect(String(error)).not.toContain('secret');
      expect(String(error)).not.toContain(secret);
    }
  });
});

describe('the span of a record', () => {
  const exporter = new InMemorySpanExporter();

  beforeEach(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  });

  afterEach(() => {
    exporter.reset();
    trace.disable();
    propagation.disable();
    context.disable();
  });

  const recordsOf = async (event: MSKEvent): Promise<ConsumerRecord<unknown, unknown>[]> => {
    let got: ConsumerRecord<unknown, unknown>[] = [];
    await kafkaConsumer<unknown, unknown>(({ records }) => {
      got = records;
    })(event, undefined);
    return got;
  };

  it('is a consumer below the active one, linked to the producer', async () => {
    const [record, tombstone] = await recordsOf(eventOf('abc', null));
    if (!record || !tombstone) throw new Error('there are two records');
    await trace.getTracer('test').startActiveSpan('invocation', async (parent) => {
      const inner = await withRecordSpan(record, async ({ value }) => {
        await Promise.resolve();
        return [value, trace.getActiveSpan()?.spanContext().spanId];
      });
      expect(withRecordSpan(tombstone, ({ value }) => value)).toBeNull();
      const [first, second] = exporter.getFinishedSpans();
      expect(inner).toEqual(['abc', first?.spanContext().spanId]);
      expect(first).toMatchObject({
        name: 'process orders',
        kind: SpanKind.CONSUMER,
        parentSpanContext: { spanId: parent.spanContext().spanId },
        links: [{ context: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' } }],
        attributes: {
          'messaging.system': 'kafka',
          'messaging.operation.type': 'process',
          'messaging.operation.name': 'process',
          'messaging.destination.name': 'orders',
          'messaging.destination.partition.id': '2',
          'messaging.kafka.offset': 0,
          'messaging.message.body.size': 3,
        },
      });
      expect(second?.attributes).toMatchObject({ 'messaging.kafka.message.tombstone': true });
    });
  });

  it.each(['throws', 'rejects'])('has the error of what %s, which goes on', async (how) => {
    const [record] = await recordsOf(eventOf('abc'));
    if (!record) throw new Error('there is a record');
    const failing = (): unknown => {
      if (how === 'throws') throw new RangeError('too many');
      return Promise.reject(new RangeError('too many'));
    };
    await expect(async () => withRecordSpan(record, failing)).rejects.toThrow('too many');
    expect(exporter.getFinishedSpans()).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'RangeError' } },
    ]);
  });

  it('has an event for what a schema refuses', async () => {
    await kafkaConsumer<unknown, { id: string }>(
      ({ records }) => {
        for (const record of records)
          expect(() => withRecordSpan(record, ({ value }) => value)).toThrow('Schema validation');
      },
      { value: { type: SchemaType.JSON, parserSchema: z.object({ id: z.string() }) } },
    )(eventOf('{"id":5}'), undefined);
    expect(exporter.getFinishedSpans()[0]?.events[0]).toMatchObject({
      name: 'validation.failed',
      attributes: { 'validation.error_count': 1, 'validation.paths': ['/id'], 'validation.codes': ['invalid_type'] },
    });
  });
});
