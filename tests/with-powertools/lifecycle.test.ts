import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { currentInvocation, type Utility, withPowertools } from 'otel-powertools';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Daemon, startDaemon } from '../support/daemon.js';
import { lambdaContext, traceHeader } from '../support/lambda.js';

const tracer = trace.getTracer('test');

const inSpan = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  tracer.startActiveSpan(name, async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });

describe('withPowertools', () => {
  let daemon: Daemon;

  beforeAll(async () => {
    daemon = await startDaemon();
    process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
    process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address;
    process.env.POWERTOOLS_SERVICE_NAME = 'shop';
  });

  afterAll(() => daemon.close());

  beforeEach(() => daemon.clear());

  it('hangs the span of the invocation and everything below it on the segment that Lambda writes', async () => {
    const { header, traceId, parentId } = traceHeader();
    const handler = withPowertools((event: { name: string }) => inSpan('greet', async () => `Hello, ${event.name}!`));

    await expect(handler({ name: 'Ada' }, lambdaContext({ xRayTraceId: header }))).resolves.toBe('Hello, Ada!');

    const documents = await daemon.until((all) => all.length === 2);
    expect(daemon.datagrams).toHaveLength(1);
    expect(documents).toEqual([
      expect.objectContaining({ name: 'orders', type: 'subsegment', trace_id: traceId, parent_id: parentId }),
      expect.objectContaining({ name: 'greet', trace_id: traceId, parent_id: documents[0]?.id }),
    ]);
    expect(documents[0]?.annotations).toEqual({ ColdStart: true, Service: 'shop' });
  });

  it('invokes with a context that cannot tell the time that is left', async () => {
    const context = lambdaContext({
      getRemainingTimeInMillis: () => {
        throw new Error('not on a mock');
      },
    });
    await expect(withPowertools(async () => 'done')({}, context)).resolves.toBe('done');
  });

  it('hands on what the handler throws, as it is, and records it', async () => {
    const { header } = traceHeader();
    const failure = new RangeError('too many');
    const handler = withPowertools(async () => {
      throw failure;
    });

    await expect(handler({}, lambdaContext({ xRayTraceId: header }))).rejects.toBe(failure);

    const [document] = await daemon.until((all) => all.length === 1);
    expect(document).toMatchObject({
      fault: true,
      cause: { exceptions: [{ type: 'RangeError', message: 'too many' }] },
    });
  });

  it('takes a handler that is not asynchronous, and one that throws at once', async () => {
    const handler = withPowertools((event: number) => {
      if (event < 0) throw new Error('negative');
      return event * 2;
    });
    await expect(handler(2, lambdaContext())).resolves.toBe(4);
    await expect(handler(-1, lambdaContext())).rejects.toThrow('negative');
  });

  it('sends nothing for an invocation that X-Ray does not sample', async () => {
    const { header } = traceHeader('0');
    const handler = withPowertools(() => inSpan('inner', async () => 'done'));
    await expect(handler({}, lambdaContext({ xRayTraceId: header }))).resolves.toBe('done');
    await delay(50);
    expect(daemon.datagrams).toHaveLength(0);
  });

  it('runs utilities round the handler, the first one outermost, and lets them replace the event', async () => {
    const steps: string[] = [];
    const step = (name: string): Utility => ({
      name,
      wrap: async (invocation, next) => {
        steps.push(`${name} in`);
        invocation.event = `${invocation.event}>${name}`;
        const result = await next();
        steps.push(`${name} out`);
        return result;
      },
    });
    const handler = withPowertools(
      async (event: string) => {
        steps.push('handler');
        return event;
      },
      { use: [step('a'), step('b')] },
    );
    await expect(handler('event', lambdaContext())).resolves.toBe('event>a>b');
    expect(steps).toEqual(['a in', 'b in', 'handler', 'b out', 'a out']);
  });

  it('counts one cold start in a process', async () => {
    const seen: boolean[] = [];
    const handler = withPowertools(async () => void seen.push(currentInvocation().coldStart));
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());
    expect(seen).toEqual([false, false]);
  });

  it('is the same handler when it is wrapped twice', () => {
    const handler = withPowertools(async () => 'once');
    expect(withPowertools(handler)).toBe(handler);
  });

  it.each([['no function', 'index.handler', /a function; it was given string/]])(
    'refuses %s at once, in plain words',
    (_what, handler, message) => {
      expect(() => Reflect.apply(withPowertools, undefined, [handler])).toThrow(message);
    },
  );

  it('keeps 200 overlapping invocations apart: each has its own trace, its own spans, its own flush', async () => {
    const handler = withPowertools((event: { tenant: number }) =>
      inSpan(`outer ${event.tenant}`, async () => {
        await delay(Math.random() * 20);
        await Promise.all([
          inSpan(`left ${event.tenant}`, () => delay(Math.random() * 20)),
          inSpan(`right ${event.tenant}`, () => delay(Math.random() * 20)),
        ]);
        expect(currentInvocation().event).toBe(event);
        return event.tenant;
      }),
    );
    const traces = Array.from({ length: 200 }, () => traceHeader());
    const results = await Promise.all(
      traces.map(({ header }, tenant) => handler({ tenant }, lambdaContext({ xRayTraceId: header }))),
    );
    expect(results).toEqual(traces.map((_, tenant) => tenant));

    await daemon.until((all) => all.length === 800);
    expect(daemon.datagrams).toHaveLength(200);
    const documents = daemon.flat();
    for (const [tenant, { traceId, parentId }] of traces.entries()) {
      const own = documents.filter((document) => document.trace_id === traceId);
      expect(own.map(({ name }) => name).sort()).toEqual(
        [`left ${tenant}`, 'orders', `outer ${tenant}`, `right ${tenant}`].sort(),
      );
      expect(own.find(({ name }) => name === 'orders')?.parent_id).toBe(parentId);
    }
  });

  it('still delivers a span that ends after its invocation was answered', async () => {
    let finish = (): void => {};
    const late = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let work: Promise<void> | undefined;
    const { header, traceId } = traceHeader();
    const handler = withPowertools(async (event: string) => {
      if (event === 'first') work = inSpan('late', () => late);
    });
    await handler('first', lambdaContext({ xRayTraceId: header }));
    finish();
    await work;
    await handler('second', lambdaContext({ xRayTraceId: traceHeader().header }));

    const documents = await daemon.until((all) => all.some(({ name }) => name === 'late'));
    const root = documents.find((document) => document.trace_id === traceId && document.name === 'orders');
    expect(documents.find(({ name }) => name === 'late')).toMatchObject({ trace_id: traceId, parent_id: root?.id });
  });
});
