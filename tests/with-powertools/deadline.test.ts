import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { currentInvocation, withPowertools } from 'otel-powertools';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Daemon, type FlatDocument, startDaemon } from '../support/daemon.js';
import { lambdaContext, traceHeader } from '../support/lambda.js';

const tracer = trace.getTracer('test');

describe('an invocation that is about to time out', () => {
  let daemon: Daemon;

  beforeAll(async () => {
    daemon = await startDaemon();
    process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
    process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address;
  });

  afterAll(() => daemon.close());

  beforeEach(() => daemon.clear());

  it('has sent every span, the running ones marked, before Lambda kills it', async () => {
    const { header, traceId, parentId } = traceHeader();
    const handler = withPowertools(async () => {
      tracer.startSpan('quick').end();
      await tracer.startActiveSpan('call that never returns', () => new Promise(() => {}));
    });
    void handler({}, lambdaContext({ xRayTraceId: header, remainingMillis: 300 }));

    const documents = await daemon.until((all) => all.length === 3);
    const byName = Object.fromEntries(documents.map((document) => [document.name, document]));
    expect(byName.orders).toMatchObject({ trace_id: traceId, parent_id: parentId, in_progress: true, fault: true });
    expect(byName.quick).toMatchObject({ parent_id: byName.orders?.id, end_time: expect.any(Number) });
    expect(byName['call that never returns']).toMatchObject({
      parent_id: byName.orders?.id,
      in_progress: true,
      fault: true,
      metadata: { default: { 'error.type': 'timeout' } },
    });
    expect(byName.orders).not.toHaveProperty('end_time');
  });

  it('lets utilities hand over what they have buffered', async () => {
    const reasons: string[] = [];
    const handler = withPowertools(async () => {
      currentInvocation().onFlush((reason) => void reasons.push(reason));
      await delay(150);
    });
    await handler({}, lambdaContext({ xRayTraceId: traceHeader().header, remainingMillis: 110 }));
    expect(reasons).toEqual(['deadline', 'end']);
  });

  it('completes what it had announced, without a false alarm, when the handler answers in time after all', async () => {
    const { header, traceId } = traceHeader();
    const handler = withPowertools(async () => {
      await tracer.startActiveSpan('slow', async (span) => {
        await delay(120);
        span.end();
      });
      return 'in time';
    });
    await expect(handler({}, lambdaContext({ xRayTraceId: header, remainingMillis: 110 }))).resolves.toBe('in time');

    const own = (all: FlatDocument[]) => all.filter((document) => document.trace_id === traceId);
    const documents = own(await daemon.until((all) => own(all).length === 4));
    const latest = new Map(documents.map((document) => [document.id, document]));
    expect(latest.size).toBe(2);
    for (const document of latest.values()) {
      expect(document).toMatchObject({ end_time: expect.any(Number) });
      expect(document).not.toHaveProperty('fault');
      expect(document).not.toHaveProperty('in_progress');
    }
  });

  it('is left alone when it answers before the margin', async () => {
    const handler = withPowertools(async () => 'quick');
    const { header, traceId } = traceHeader();
    await handler({}, lambdaContext({ xRayTraceId: header, remainingMillis: 100 }));
    await delay(150);
    expect(daemon.flat().filter((document) => document.trace_id === traceId)).toHaveLength(1);
  });
});
