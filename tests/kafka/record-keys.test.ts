import { configure, type LambdaContext, withPowertools } from 'otel-powertools';
import { kafkaConsumer, withRecordSpan } from 'otel-powertools/kafka';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { describe, expect, it } from 'vitest';

configure({ service: 'shop' });
const turn = () => new Promise((resolve) => setImmediate(resolve));

const event = {
  eventSource: 'aws:kafka' as const,
  eventSourceArn: 'arn',
  bootstrapServers: 'b-1:9092',
  records: {
    'orders-2': ['a', 'b'].map((value, offset) => ({
      ...{ topic: 'orders', partition: 2, offset, timestamp: 1, timestampType: 'CREATE_TIME' as const },
      ...{ value: Buffer.from(value).toString('base64'), headers: [] },
      valueSchemaMetadata: { dataFormat: 'JSON' },
      keySchemaMetadata: { dataFormat: 'JSON' },
    })),
  },
};

describe('what is written within a record of Kafka', () => {
  it('has the id, the keys and the trace of that record, also where several are processed side by side', async () => {
    using telemetry = captureTelemetry();
    const logger = new Logger();
    const metrics = new Metrics({ namespace: 'Shop' });
    const handler = withPowertools(
      kafkaConsumer(async ({ records }, _context: LambdaContext) => {
        logger.appendKeys({ before: 'batch' });
        await Promise.all(
          records.map((record) =>
            withRecordSpan(record, async ({ value }) => {
              logger.appendKeys({ own: value });
              await turn();
              metrics.addMetric('Seen', 'Count', 1);
              logger.info('seen');
            }),
          ),
        );
        logger.info('after');
      }),
    );
    await handler(event, lambdaContext());
    await telemetry.flush();
    const spans = telemetry.spans.filter(({ name }) => name === 'process orders');
    const lines = telemetry.logs.map(({ attributes, spanId }) => ({ ...attributes, spanId }));
    expect(lines).toMatchObject([
      { message_id: 'orders-2@0', own: 'a', before: 'batch', spanId: spans[0]?.spanId },
      { message_id: 'orders-2@1', own: 'b', before: 'batch', spanId: spans[1]?.spanId },
      { before: 'batch' },
    ]);
    expect(lines[2]).not.toHaveProperty('message_id');
    expect(lines[2]).not.toHaveProperty('own');
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(2);
  });
});
