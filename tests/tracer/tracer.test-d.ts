import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import type { Segment, Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { describe, expectTypeOf, it } from 'vitest';

declare const tracer: Tracer;

interface Order {
  readonly id: string;
}

describe('captureMethod round a function', () => {
  it('keeps arguments, this and result', () => {
    function place(this: { prefix: string }, id: string, count = 1): string {
      return `${this.prefix}${id}${count}`;
    }
    expectTypeOf(tracer.captureMethod(place)).toEqualTypeOf<typeof place>();
    expectTypeOf(tracer.captureMethod(async (order: Order) => order.id)).toEqualTypeOf<
      (order: Order) => Promise<string>
    >();
    // @ts-expect-error: the argument is an order.
    tracer.captureMethod(async (order: Order) => order.id)('o-1');
    // @ts-expect-error: there is no such option.
    tracer.captureMethod(place, { subsegmentName: 'place' });
  });

  it('keeps generic functions generic, and generators what they yield', () => {
    const first = tracer.captureMethod(<Item>(items: readonly Item[]): Item | undefined => items[0]);
    expectTypeOf(first(['a'])).toEqualTypeOf<string | undefined>();
    const count = tracer.captureMethod(function* (to: number): Generator<number, string, boolean> {
      yield to;
      return 'done';
    });
    expectTypeOf(count(1)).toEqualTypeOf<Generator<number, string, boolean>>();
  });

  it('takes functions only', () => {
    // @ts-expect-error: a string is neither a function nor options.
    tracer.captureMethod('place');
  });
});

describe('the decorators', () => {
  it('take methods of any class', () => {
    class Orders {
      readonly prefix = 'o-';

      @tracer.captureMethod()
      id(number: number): string {
        return this.prefix + number;
      }

      @tracer.captureLambdaHandler({ captureResponse: false })
      async handler(order: Order, _context: Context): Promise<string> {
        return order.id;
      }
    }
    expectTypeOf<Orders['id']>().toEqualTypeOf<(number: number) => string>();
  });

  it('take no fields and no classes', () => {
    class Wrong {
      // @ts-expect-error: a field is not a method.
      @tracer.captureMethod()
      field = 1;
    }
    expectTypeOf<Wrong['field']>().toEqualTypeOf<number>();
  });
});

describe('captureLambdaHandler', () => {
  it('is a utility of withPowertools and a middleware of middy', () => {
    const handler = async (order: Order, _context: Context) => order.id;
    const powertools = withPowertools(handler, { use: [captureLambdaHandler(tracer)] });
    expectTypeOf(powertools).parameter(0).toEqualTypeOf<Order>();
    expectTypeOf(middy(handler).use(captureLambdaHandler(tracer, { captureResponse: false }))).not.toBeAny();
  });
});

describe('the rest of a Tracer', () => {
  it('is typed by what X-Ray takes', () => {
    tracer.putAnnotation('key', 'text');
    // @ts-expect-error: an object cannot be an annotation.
    tracer.putAnnotation('key', {});
    expectTypeOf(tracer.getSegment()).toEqualTypeOf<Segment | undefined>();
    expectTypeOf(tracer.captureAWSv3Client(new DynamoDBClient({}))).toEqualTypeOf<DynamoDBClient>();
    expectTypeOf(tracer.getRootXrayTraceId()).toEqualTypeOf<string | undefined>();
  });
});
