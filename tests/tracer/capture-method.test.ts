import { SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { metadataOf, type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from './telemetry.js';

let telemetry: RecordedTelemetry;
let tracer: Tracer;
beforeAll(() => {
  telemetry = registerTelemetry();
});
beforeEach(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  telemetry.exporter.reset();
  tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(unregisterTelemetry);

const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
const fail = (): never => {
  throw new RangeError('too far');
};

describe('captureMethod', () => {
  it('leaves a synchronous function synchronous, with its name and its length', () => {
    const add = tracer.captureMethod(function add(a: number, b: number) {
      return a + b;
    });
    expect(add(1, 2)).toBe(3);
    expect([add.name, add.length]).toEqual(['add', 2]);
    expect(metadataOf(telemetry.span('### add'), 'orders')).toEqual({ 'add response': 3 });
  });

  it('names what has no name after the property that it is called as, else by an option, else not at all', () => {
    // What a minifier leaves of `const total = (…) => …`, which is used once.
    const named = { total: tracer.captureMethod(() => 1), other: tracer.captureMethod(() => 2) };
    class Orders {
      static readonly count = tracer.captureMethod(() => 3);
      readonly place = tracer.captureMethod(() => 4);
      get boom(): never {
        throw new Error('asked for nothing');
      }
    }
    class Late extends Orders {}
    Reflect.set(
      Orders.prototype,
      'late',
      tracer.captureMethod(() => 5),
    );
    const key = Symbol('by symbol');
    const holder = { [key]: tracer.captureMethod(() => 6) };
    named.total();
    named.total.call(named.other);
    named.other();
    Orders.count();
    new Orders().place();
    Reflect.get(Late.prototype, 'late').call(new Late());
    holder[key]();
    tracer.captureMethod(() => 7, { subSegmentName: 'option' })();
    tracer.captureMethod(() => 8)();
    expect(telemetry.spans().map(({ name }) => name)).toEqual([
      '### total',
      '### total',
      '### other',
      '### count',
      '### place',
      '### late',
      '### Symbol(by symbol)',
      'option',
      '### anonymous',
    ]);
    expect(metadataOf(telemetry.span('### place'), 'orders')).toEqual({ 'place response': 4 });
    expect(metadataOf(telemetry.span('option'), 'orders')).toEqual({ 'option response': 7 });
  });

  it('ends the span of an asynchronous function before its caller goes on', async () => {
    const wait = tracer.captureMethod(async function wait() {
      await pause();
      tracer.putAnnotation('inside', true);
      return 'done';
    });
    const pending = wait();
    expect(telemetry.spans()).toHaveLength(0);
    expect(await pending).toBe('done');
    expect(telemetry.span('### wait').attributes).toMatchObject({ inside: true, 'aws.xray.annotations': ['inside'] });
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it.each<[string, () => unknown]>([
    ['thrown', fail],
    ['rejected', async () => fail()],
    [
      'yielded up',
      () => [
        ...(function* () {
          yield fail();
        })(),
      ],
    ],
  ])('records an error that is %s, and hands the very error on', async (_how, fails) => {
    await expect(async () => tracer.captureMethod(fails, { subSegmentName: 'fails' })()).rejects.toThrow(RangeError);
    const span = telemetry.span('fails');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
    expect(span.events.map((event) => event.attributes?.['exception.type'])).toEqual(['RangeError']);
  });

  it('records what is thrown even if it is no error', () => {
    for (const thrown of ['text', undefined, null, 1, {}]) {
      const throws = tracer.captureMethod(
        () => {
          throw thrown;
        },
        { subSegmentName: 'throws' },
      );
      expect(() => throws()).toThrow();
    }
    expect(telemetry.spans().map((span) => span.status.code)).toEqual(Array(5).fill(SpanStatusCode.ERROR));
  });

  it('records that an error was, and nothing of it, where the environment says so', () => {
    vi.stubEnv('POWERTOOLS_TRACER_CAPTURE_ERROR', 'false');
    expect(() => new Tracer().captureMethod(fail)()).toThrow();
    expect(telemetry.span('### fail').status).toEqual({ code: SpanStatusCode.ERROR });
    expect(telemetry.span('### fail').events).toEqual([]);
  });

  it('keeps responses out where that is asked for', () => {
    const secret = () => 'secret';
    tracer.captureMethod(secret, { captureResponse: false })();
    vi.stubEnv('POWERTOOLS_TRACER_CAPTURE_RESPONSE', 'false');
    new Tracer({ serviceName: 'orders' }).captureMethod(secret, { captureResponse: true })();
    expect(telemetry.spans().map((span) => metadataOf(span, 'orders'))).toEqual([undefined, undefined]);
  });

  it.each([
    [undefined, '### named'],
    [{ subSegmentName: '' }, '### named'],
    [{ subSegmentName: 'own' }, 'own'],
  ])('with options %j names the span %s, and the response after the function', (options, name) => {
    tracer.captureMethod(function named() {
      return 1;
    }, options)();
    expect(metadataOf(telemetry.span(name), 'orders')).toEqual({ 'named response': 1 });
  });

  it('gives a response that cannot be written as far as it can', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(tracer.captureMethod(() => circular, { subSegmentName: 'circular' })()).toBe(circular);
    expect(telemetry.span('circular').attributes['aws.xray.metadata.orders']).toContain('[circular]');
  });

  it('passes arguments and this on', () => {
    const object = {
      factor: 2,
      times: tracer.captureMethod(function (this: { factor: number }, ...numbers: number[]) {
        return numbers.map((number) => number * this.factor);
      }),
    };
    expect(object.times(1, 2, 3)).toEqual([2, 4, 6]);
    expect(telemetry.spans()[0]?.name).toBe('### times');
  });

  it('does not set off a query that begins when it is awaited', async () => {
    const run = vi.fn((resolve: (value: string) => void) => resolve('rows'));
    const query = tracer.captureMethod(() => Object.defineProperty({}, 'then', { value: run }), {
      subSegmentName: 'query',
    })();
    expect(run).not.toHaveBeenCalled();
    expect(await query).toBe('rows');
  });

  it('hands on what answers no question about itself', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(tracer.captureMethod(() => proxy, { subSegmentName: 'revoked' })()).toBe(proxy);
    expect(telemetry.span('revoked').attributes['aws.xray.metadata.orders']).toContain('[unreadable]');
  });

  it('runs the function where no span can be started', () => {
    const startSpan = vi.spyOn(BasicTracerProvider.prototype, 'getTracer').mockReturnValue({
      startSpan: fail,
      startActiveSpan: fail,
    });
    trace.disable();
    trace.setGlobalTracerProvider(new BasicTracerProvider());
    expect(new Tracer({ captureHTTPsRequests: false }).captureMethod(() => 'done')()).toBe('done');
    startSpan.mockRestore();
    trace.disable();
    telemetry = registerTelemetry();
  });

  it('leaves a promise that can do more the object that it is', async () => {
    class Cancellable<T> extends Promise<T> {
      cancel() {
        return 'cancelled';
      }
    }
    const promise = Cancellable.resolve('done');
    const captured = tracer.captureMethod(() => promise as Cancellable<string>, { subSegmentName: 'promise' })();
    expect(captured).toBe(promise);
    expect(await captured).toBe('done');
    expect(telemetry.spans().map((span) => span.name)).toEqual(['promise']);
  });

  it('tells what is called by what at the same time apart', async () => {
    const leaf = tracer.captureMethod(async function leaf(of: string) {
      await pause();
      tracer.putAnnotation('of', of);
    });
    const branch = tracer.captureMethod(
      async (name: string) => {
        await Promise.all([leaf(name), leaf(name)]);
        tracer.putAnnotation('name', name);
      },
      { subSegmentName: 'branch' },
    );
    await Promise.all(['a', 'b', 'c'].map(branch));
    for (const span of telemetry.spans().filter(({ name }) => name === 'branch')) {
      const leaves = telemetry
        .spans()
        .filter((leafSpan) => leafSpan.parentSpanContext?.spanId === span.spanContext().spanId);
      expect(leaves.map(({ attributes }) => attributes.of)).toEqual([span.attributes.name, span.attributes.name]);
    }
  });
});

describe('a captured generator', () => {
  const numbers = function* (): Generator<number, string, string | undefined> {
    tracer.putAnnotation('began', true);
    const sent = yield 1;
    tracer.putAnnotation('sent', sent ?? '');
    try {
      yield 2;
    } finally {
      tracer.putAnnotation('cleaned', true);
    }
    return 'done';
  };

  it('has a span until it is exhausted, and runs in it wherever it is iterated', () => {
    const generator = tracer.captureMethod(numbers)();
    expect(generator.next('ignored')).toEqual({ value: 1, done: false });
    expect(trace.getActiveSpan()).toBeUndefined();
    expect(generator.next('hello')).toEqual({ value: 2, done: false });
    expect(telemetry.spans()).toEqual([]);
    expect(generator.next('')).toEqual({ value: 'done', done: true });
    expect(generator.next('')).toEqual({ value: undefined, done: true });
    const span = telemetry.span('### numbers');
    expect(span.attributes).toMatchObject({ began: true, sent: 'hello', cleaned: true });
    expect(metadataOf(span, 'orders')).toEqual({ 'numbers response': 'done' });
  });

  it('ends its span when it is left early', () => {
    const captured = tracer.captureMethod(numbers);
    for (const number of captured()) if (number === 2) break;
    expect(telemetry.span('### numbers').attributes.cleaned).toBe(true);
    const left = captured();
    left.next('');
    expect(left.return('left')).toEqual({ value: 'left', done: true });
    expect(telemetry.spans()).toHaveLength(2);
  });

  it('has no span unless it is iterated, and below what called it', () => {
    const captured = tracer.captureMethod(numbers);
    const started = vi.spyOn(SimpleSpanProcessor.prototype, 'onStart');
    captured();
    expect(captured().return('left')).toEqual({ value: 'left', done: true });
    const thrownInto = captured();
    expect(() => thrownInto.throw(new RangeError('too far'))).toThrow('too far');
    expect(thrownInto.next('')).toEqual({ value: undefined, done: true });
    expect(started).not.toHaveBeenCalled();
    started.mockRestore();

    const generator = trace.getTracer('test').startActiveSpan('caller', (caller) => {
      const called = captured();
      caller.end();
      return called;
    });
    expect([...generator]).toEqual([1, 2]);
    expect(telemetry.span('### numbers').parentSpanContext?.spanId).toBe(telemetry.span('caller').spanContext().spanId);
  });

  it('that a plain function gives has its span from the call on', () => {
    const captured = tracer.captureMethod(function page() {
      tracer.putAnnotation('called', true);
      return numbers();
    });
    expect([...captured()]).toEqual([1, 2]);
    expect(telemetry.span('### page').attributes).toMatchObject({ called: true, began: true, cleaned: true });
  });

  it('records an error that is thrown in or into it', () => {
    const generator = tracer.captureMethod(numbers)();
    generator.next('');
    expect(() => generator.throw(new RangeError('too far'))).toThrow('too far');
    expect(telemetry.span('### numbers').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('is still a generator', () => {
    const captured = tracer.captureMethod(numbers);
    expect(String(captured())).toBe('[object Generator]');
    expect([...captured()]).toEqual([1, 2]);
    const generator = captured();
    expect(generator[Symbol.iterator]()).toBe(generator);
  });

  it('may be asynchronous', async () => {
    const captured = tracer.captureMethod(async function* pages() {
      for (const page of [1, 2]) {
        await pause();
        tracer.putAnnotation(`page${page}`, true);
        yield page;
      }
    });
    const pages: number[] = [];
    for await (const page of captured()) pages.push(page);
    expect(pages).toEqual([1, 2]);
    expect(telemetry.span('### pages').attributes).toMatchObject({ page1: true, page2: true });

    const fails = tracer.captureMethod(async function* fails() {
      yield fail();
    });
    await expect(fails().next()).rejects.toThrow('too far');
    expect(telemetry.span('### fails').status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('a decorator', () => {
  it.each<[string, readonly unknown[]]>([
    ['a field without a value', [{}, 'field', { value: undefined }]],
    ['a field, in the experimental dialect', [{}, 'field', undefined]],
    ['a field, in the standard dialect', [undefined, { kind: 'field', name: 'field' }]],
    ['a field of a value', [{}, 'field', { value: 1 }]],
    ['an accessor', [() => 1, { kind: 'getter', name: 'field' }]],
    ['an accessor, in the experimental dialect', [{}, 'field', { get: () => 1 }]],
    ['a class', [class {}, { kind: 'class', name: 'field' }]],
  ])('says so when it decorates %s', (_what, given) => {
    // As JavaScript would: the types allow methods only.
    expect(() => Reflect.apply(tracer.captureMethod(), undefined, given)).toThrow(
      new TypeError('"field" is not a method: only methods can be decorated with this.'),
    );
  });
});
