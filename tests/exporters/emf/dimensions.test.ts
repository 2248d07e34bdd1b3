import { type Attributes, type DiagLogger, diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { DEFAULT_DIMENSIONS } from 'otel-powertools/exporters/emf';
import { afterEach, describe, expect, it } from 'vitest';
import { directiveOf, statisticsOf } from './read-emf.js';
import { createMeter } from './support.js';

const silent: DiagLogger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} };

const watchDiag = (): string[] => {
  const messages: string[] = [];
  diag.setLogger({ ...silent, warn: (message) => void messages.push(message) }, { suppressOverrideMessage: true });
  return messages;
};

afterEach(() => diag.disable());

describe('the dimensions of a metric', () => {
  it('are few by default: what has many values is a property', async () => {
    const { meter, flush } = createMeter();
    meter.createCounter('orders').add(1, { 'http.route': '/orders', 'user.id': 'u-17', total: 12.5, paid: true });

    const [line] = await flush();

    expect(directiveOf(line).Dimensions).toEqual([['service', 'http.route']]);
    expect(line).toMatchObject({ 'user.id': 'u-17', total: 12.5, paid: true, 'http.route': '/orders' });
  });

  it.each(DEFAULT_DIMENSIONS)('have %s among them by default', async (attribute) => {
    const { meter, flush } = createMeter();
    meter.createCounter('calls').add(1, { [attribute]: 'x' });

    expect(directiveOf((await flush())[0]).Dimensions).toEqual([['service', attribute]]);
  });

  it('are those of a list, or of a function, or of a list for one metric', async () => {
    const byList = createMeter({ dimensions: ['plan'], metricDimensions: { signups: ['country', 'plan'] } });
    const byFunction = createMeter({ dimensions: (attribute, metric) => metric === 'orders' && attribute !== 'plan' });
    const dimensions = await Promise.all(
      [byList, byFunction].map(async ({ meter, flush }) => {
        const attributes = { plan: 'pro', country: 'ch' };
        meter.createCounter('orders').add(1, attributes);
        meter.createCounter('signups').add(1, attributes);
        return (await flush()).map((line) => directiveOf(line).Dimensions[0]);
      }),
    );

    expect(dimensions).toEqual([
      [
        ['service', 'plan'],
        ['service', 'country', 'plan'],
      ],
      [['service', 'country'], ['service']],
    ]);
  });

  it('include the default ones of the exporter', async () => {
    const { meter, flush } = createMeter({ serviceName: 'checkout', defaultDimensions: { env: 'prod' } });
    meter.createCounter('orders').add(1);

    const [line] = await flush();

    expect(directiveOf(line).Dimensions).toEqual([['service', 'env']]);
    expect(line).toMatchObject({ service: 'checkout', env: 'prod' });
  });

  it('are text, whatever the attribute was', async () => {
    const { meter, flush } = createMeter({ dimensions: () => true });
    meter.createCounter('orders').add(1, { a: 1, b: true, c: ['x', 'y'], d: 'text' });

    expect(await flush()).toMatchObject([{ a: '1', b: 'true', c: '["x","y"]', d: 'text' }]);
  });

  it.each(['', ' ', 'Zürich', 'a\nb', 'x'.repeat(1025)])(
    'cannot have the value %j, which stays a property',
    async (value) => {
      const messages = watchDiag();
      const { meter, flush } = createMeter({ dimensions: ['city'] });
      meter.createCounter('orders').add(1, { city: value });

      const [line] = await flush();

      expect(directiveOf(line).Dimensions).toEqual([['service']]);
      expect(line?.city).toBe(value);
      expect(messages).toEqual([expect.stringContaining('"city"')]);
    },
  );

  it.each([':a', 'ä', ' ', 'x'.repeat(251)])('cannot have the name %j', async (name) => {
    watchDiag();
    const { meter, flush } = createMeter({ dimensions: () => true });
    meter.createCounter('orders').add(1, { [name]: 'x' });

    expect(directiveOf((await flush())[0]).Dimensions).toEqual([['service']]);
  });

  it('are 30 at most; the others are properties', async () => {
    watchDiag();
    const { meter, flush } = createMeter({ dimensions: () => true });
    const attributes = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}`, `${index}`]));
    meter.createCounter('orders').add(1, attributes);

    const [line] = await flush();

    expect(directiveOf(line).Dimensions[0]).toHaveLength(30);
    expect(line).toMatchObject(attributes);
  });

  it('do not depend on the order of the attributes', async () => {
    const { meter, flush } = createMeter({ dimensions: () => true });
    meter.createCounter('orders').add(1, { a: '1', b: '2' });
    meter.createCounter('returns').add(1, { b: '2', a: '1' });

    expect(await flush()).toMatchObject([{ a: '1', b: '2', orders: 1, returns: 1 }]);
  });

  it('are told apart where their text looks alike when it is joined', async () => {
    const { meter, flush } = createMeter({ dimensions: () => true });
    meter.createCounter('orders').add(1, { a: '1', b: '2' });
    meter.createCounter('returns').add(2, { a: '1,b,2' });
    meter.createCounter('visits').add(3, { a: '1","b":"2' });

    const lines = await flush();

    expect(lines).toHaveLength(3);
    expect(lines).toMatchObject([{ orders: 1 }, { returns: 2 }, { visits: 3 }]);
  });

  it('leave out an attribute that has the name of the metric or of the envelope', async () => {
    watchDiag();
    const { meter, flush } = createMeter({ dimensions: () => true });
    meter.createCounter('orders').add(1, { orders: 'x', plan: 'pro' });
    meter.createCounter('returns').add(1, { _aws: 'x' });

    const lines = await flush();

    expect(lines).toMatchObject([{ plan: 'pro', orders: 1 }, { returns: 1 }]);
    expect(lines.map((line) => directiveOf(line).Dimensions)).toEqual([[['service', 'plan']], [['service']]]);
  });

  it('keep a metric called as a default dimension from being overwritten by it', async () => {
    const { meter, flush } = createMeter();
    meter.createCounter('service').add(4);
    meter.createCounter('orders').add(1);

    expect(await flush()).toMatchObject([
      { service: 4, _aws: { CloudWatchMetrics: [{ Dimensions: [[]] }] } },
      { service: 'cart', orders: 1 },
    ]);
  });
});

describe('the limit on dimension sets', () => {
  it('publishes what is beyond it as one set, names the attribute to blame, and loses no value', async () => {
    const messages = watchDiag();
    const { meter, flush } = createMeter({ dimensions: ['plan', 'user'], maxDimensionSets: 3 });
    const orders = meter.createCounter('orders');
    for (let user = 0; user < 10; user += 1) orders.add(user, { plan: user % 2 ? 'pro' : 'free', user: `u${user}` });

    const lines = await flush();
    const sets = new Set(
      lines.map((line) => JSON.stringify(directiveOf(line).Dimensions[0]?.map((name) => [name, line[name]]))),
    );

    expect(sets.size).toBe(4);
    expect([...sets].at(-1)).toBe('[["service","cart"],["otel.metric.overflow","true"]]');
    expect(lines.at(-1)).toMatchObject({ plan: 'pro', user: 'u9', orders: 9 });
    expect(statisticsOf(lines, 'orders').sum).toBe(45);
    expect(messages).toEqual([expect.stringMatching(/"orders" has more than 3 .*"user"/)]);
  });

  it('counts over flushes, and keeps the sets that it knows', async () => {
    watchDiag();
    const { meter, flush } = createMeter({ dimensions: ['user'], maxDimensionSets: 1 });
    const orders = meter.createCounter('orders');
    const dimensionsOf = async (user: string) => {
      orders.add(1, { user });
      return directiveOf((await flush())[0]).Dimensions[0];
    };

    expect(await dimensionsOf('a')).toEqual(['service', 'user']);
    expect(await dimensionsOf('b')).toEqual(['service', 'otel.metric.overflow']);
    expect(await dimensionsOf('a')).toEqual(['service', 'user']);
  });

  it('is one for each metric', async () => {
    watchDiag();
    const { meter, flush } = createMeter({ dimensions: ['user'], maxDimensionSets: 1 });
    meter.createCounter('orders').add(1, { user: 'a' });
    meter.createCounter('returns').add(1, { user: 'b' });

    expect((await flush()).map((line) => directiveOf(line).Dimensions[0])).toEqual([
      ['service', 'user'],
      ['service', 'user'],
    ]);
  });

  it('takes the overflow of the SDK itself for a set of its own', async () => {
    const { meter, flush } = createMeter(
      { dimensions: ['user'] },
      { views: [{ instrumentName: 'orders', aggregationCardinalityLimit: 3 }] },
    );
    const orders = meter.createCounter('orders');
    for (let user = 0; user < 10; user += 1) orders.add(1, { user: `u${user}` });

    const lines = await flush();

    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toMatchObject({ 'otel.metric.overflow': 'true', orders: 8 });
  });

  it('conserves the sum whatever the attributes and the limit are', async () => {
    watchDiag();
    const measurement = fc.record({
      value: fc.integer({ min: 0, max: 1000 }),
      attributes: fc.dictionary(
        fc.string({ maxLength: 3 }),
        fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean()),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(measurement, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), async (all, limit) => {
        const { meter, flush } = createMeter({ dimensions: (attribute) => attribute < 'n', maxDimensionSets: limit });
        const orders = meter.createCounter('orders');
        for (const { value, attributes } of all) orders.add(value, attributes as Attributes);
        const expected = all.reduce((total, { value }) => total + value, 0);

        expect(statisticsOf(await flush(), 'orders').sum).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});
