import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { configure as serverlessExpress } from '@codegenie/serverless-express';
import type { Callback, Context } from 'aws-lambda';
import { type Utility, withPowertools } from 'otel-powertools';
import { captureTelemetry, type TelemetryCapture } from 'otel-powertools/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallbackHandlerError, callWithCallback } from '../../src/invocation/callback.js';
import { apiGatewayV2Event } from '../../src/testing/index.js';
import { lambdaContext } from '../support/lambda.js';
import { expressApp } from './programs/express-app.mjs';

type Call = (event: unknown, context: unknown, callback?: unknown) => Promise<unknown> | undefined;

const later = async <T>(value: T): Promise<T> => {
  await delay(1);
  return value;
};

let cached: ((event: unknown, context: Context, callback: Callback) => unknown) | undefined;

/** As the documentation of NestJS has it: an `async` function that hands its three parameters on. */
const nest = async (event: unknown, context: Context, callback: Callback): Promise<unknown> => {
  cached ??= await later(serverlessExpress({ app: expressApp() }));
  return cached?.(event, context, callback);
};

const promising: Record<string, (event: unknown, context: never, callback: never) => unknown> = {
  'serverless-express': serverlessExpress({ app: expressApp() }) as never,
  'a handler as NestJS documents it': nest as never,
  'a function that returns a promise': (event, _context, _callback) =>
    later({ statusCode: 200, body: JSON.stringify({ path: Reflect.get(event as object, 'rawPath') }) }),
};

describe('a handler of three parameters', () => {
  let telemetry: TelemetryCapture;
  beforeEach(() => {
    telemetry = captureTelemetry();
  });
  afterEach(() => telemetry[Symbol.dispose]());

  const wrap = (handler: unknown, use: Utility[] = []): Call =>
    Reflect.apply(withPowertools, undefined, [handler, { use }]) as Call;
  const context = () => lambdaContext() as never;

  describe.each(Object.entries(promising))('that gives a promise: %s', (_name, handler) => {
    it('answers as it does unwrapped, and is a span', async () => {
      const event = () => apiGatewayV2Event({ path: '/orders/7' });
      const expected = (await handler(event(), context(), (() => {}) as never)) as { body: string };
      const answer = (await wrap(handler)(event(), context())) as { body: string };
      expect(JSON.parse(answer.body)).toEqual({ path: '/orders/7' });
      expect(Object.keys(answer)).toEqual(Object.keys(expected));
      expect(telemetry.spans).toHaveLength(1);
    });
  });

  const calling: Record<string, (event: unknown, context: never, callback: Callback) => void> = {
    'at once': (event, _context, callback) => callback(null, event),
    later: (event, _context, callback) => void setTimeout(() => callback(undefined, event), 2),
    'with an error': (_event, _context, callback) => void setTimeout(() => callback(new RangeError('too far')), 2),
    'with a text for an error': (_event, _context, callback) => callback('sorry'),
    'by throwing': (_event, _context, _callback) => {
      throw new TypeError('thrown');
    },
  };
  const outcomes: Record<string, unknown> = {
    'at once': 'event',
    later: 'event',
    'with an error': new RangeError('too far'),
    'with a text for an error': 'sorry',
    'by throwing': new TypeError('thrown'),
  };
  const names = Object.keys(calling);

  it.each(names)('that calls back %s gives a promise to who has passed no callback', async (name) => {
    const answer = wrap(calling[name])('event', context());
    const settled = await answer?.then(
      (value) => value,
      (error: unknown) => error,
    );
    expect(settled).toEqual(outcomes[name]);
    expect(telemetry.spans).toHaveLength(1);
  });

  it.each(names.slice(0, 4))('that calls back %s has Lambda called back, once all is sent', async (name) => {
    const call = promisify((event: unknown, lambda: unknown, callback: Callback): void => {
      const returned = wrap(calling[name])(event, lambda, (error: unknown, result: unknown) => {
        expect(telemetry.spans).toHaveLength(1);
        callback(error as Error | undefined, result);
      });
      // A promise would be the answer, and end the waiting for what the handler has left to do.
      expect(returned).toBeUndefined();
    });
    const settled = await call('event', context()).catch((error: unknown) => error);
    expect(settled).toEqual(outcomes[name]);
  });

  it.each(['succeed', 'fail', 'done'] as const)('may end with context.%s', async (ending) => {
    const native = { ...lambdaContext(), done: () => {}, succeed: () => {}, fail: () => {} };
    const handler = (
      event: unknown,
      lambda: Record<string, (...args: unknown[]) => void>,
      _callback: Callback,
    ): void => (ending === 'done' ? lambda.done?.(null, event) : lambda[ending]?.(event));
    const settled = await wrap(handler)('event', native)?.catch((error: unknown) => ({ error }));
    expect(settled).toEqual(ending === 'fail' ? { error: 'event' } : 'event');
  });

  it('is called in the utilities, also where they come to it later', async () => {
    const slow: Utility = { name: 'slow', wrap: async (_, next) => [await later('in'), await next()] };
    await expect(wrap(calling.later, [slow])('event', context(), () => {})).resolves.toEqual(['in', 'event']);
  });

  it('keeps overlapping calls apart', async () => {
    const handler = wrap((event: number, _context: unknown, callback: Callback) => {
      setTimeout(() => callback(null, event), Math.random() * 5);
    });
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    expect(await Promise.all(numbers.map((number) => handler(number, context())))).toEqual(numbers);
  });

  describe('in the runtime of Node.js 24', () => {
    it.each(names.slice(0, 4))('fails if it calls back %s, and says the cure', async (name) => {
      const call = calling[name] as (event: unknown, context: unknown, callback: unknown) => void;
      const { answer } = callWithCallback(call, 'event', {}, 24);
      await expect(answer).rejects.toThrow(CallbackHandlerError);
      await expect(answer).rejects.toThrow(/withPowertools\(promisify\(handler\)\)/);
    });

    it('works with the cure', async () => {
      const handler = withPowertools(promisify(calling.later as (...args: unknown[]) => void));
      await expect(Reflect.apply(handler, undefined, ['event', context()])).resolves.toBe('event');
    });

    it('answers by its promise', async () => {
      const { answer } = callWithCallback(async (event) => event, 'event', {}, 24);
      await expect(answer).resolves.toBe('event');
    });
  });
});
