import { PassThrough, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { withPowertools } from 'otel-powertools';
import { captureTelemetry, type TelemetryCapture } from 'otel-powertools/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

type Streaming = (event: unknown, stream: Writable, context: unknown) => unknown;

/** As Lambda's runtime does it. */
const streamifyResponse = (handler: Streaming): Streaming =>
  Object.assign(handler, { [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response' });

const write = async (event: unknown, stream: Writable, context: unknown): Promise<void> => {
  stream.write(`${event} of `);
  await delay(1);
  stream.end(Reflect.get(context as object, 'functionName'));
};

const declared: Record<string, Streaming> = {
  'three parameters': (event, stream, context) => write(event, stream, context),
  'a default': (event, stream, context = {}) => write(event, stream, context),
  'two defaults': (event, stream = new PassThrough(), context = {}) => write(event, stream, context),
  'the rest': (...args) => write(...args),
  'one, and the rest': (event, ...rest) => write(event, ...rest),
};

const wrap = (handler: Streaming): Streaming => Reflect.apply(withPowertools, undefined, [handler]) as Streaming;

const orders: Record<string, (handler: Streaming) => Streaming> = {
  'streamifyResponse inside': (handler) => wrap(streamifyResponse(handler)),
  'streamifyResponse outside': (handler) => streamifyResponse(wrap(handler)),
  'a streamifyResponse that marks nothing': (handler) => wrap(handler),
};

const runs = Object.keys(orders).flatMap((order) => Object.keys(declared).map((name) => ({ order, name })));

describe('a handler that streams its response', () => {
  let telemetry: TelemetryCapture;
  beforeEach(() => {
    telemetry = captureTelemetry();
  });
  afterEach(() => telemetry[Symbol.dispose]());

  it.each(runs)('with $order declares $name', async ({ order, name }) => {
    const original = declared[name] as Streaming;
    // Its own function each time: the mark stays on it.
    const handler = orders[order]?.(name.includes('rest') ? (...args) => original(...args) : original.bind(undefined));
    const stream = new PassThrough();
    const [sent] = await Promise.all([
      text(stream),
      handler?.('event', stream, lambdaContext({ functionName: 'orders' })),
    ]);
    expect(sent).toBe('event of orders');
    expect(telemetry.spans).toHaveLength(1);
    expect(telemetry.spans[0]?.attributes['http.response.body.size']).toBe(15);
  });
});
