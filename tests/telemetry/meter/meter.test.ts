import { type Attributes, ValueType } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MeterProvider } from '../../../src/telemetry/meters/meter-provider.js';
import { metricRefusals } from '../../../src/telemetry/meters/metric-refusals.js';
import { diagLines } from '../../exporters/xray/diag.js';
import { interval } from './instruments.js';

let said: ReturnType<typeof diagLines>;
let provider: MeterProvider;
beforeEach(() => {
  said = diagLines();
  provider = new MeterProvider([() => ({ type: 0 })]);
});
afterEach(() => said[Symbol.dispose]());

const collected = (exporter = 0) =>
  (provider.collect(interval)[exporter] ?? []).flatMap(({ scope, metrics }) =>
    metrics.flatMap(({ descriptor, dataPoints }) =>
      [...dataPoints].map(({ attributes, value }) => ({
        scope: scope.name,
        name: descriptor.name,
        unit: descriptor.unit,
        description: descriptor.description,
        attributes,
        value,
      })),
    ),
  );

const observed = async () => {
  await provider.observe();
  return collected().map(({ name, value }) => [name, value]);
};

describe('a meter', () => {
  it('takes what JavaScript passes for a name and for options', () => {
    const meter = provider.getMeter('shop');
    meter.createHistogram('sizes', null as never).record(1);
    meter.createCounter(undefined as never).add(2);
    expect(collected()).toMatchObject([{ name: 'sizes' }, { name: 'undefined', value: 2 }]);
  });

  it('is the same one for the same name, version and schema, and another for others', () => {
    const meter = provider.getMeter('shop', '1', { schemaUrl: 'https://example.com/1' });
    expect(provider.getMeter('shop', '1', { schemaUrl: 'https://example.com/1' })).toBe(meter);
    const others = [
      provider.getMeter('shop'),
      provider.getMeter('shop', '1'),
      provider.getMeter('shop', '1', { schemaUrl: 'https://example.com/2' }),
    ];
    expect(new Set([meter, ...others]).size).toBe(4);
  });

  it('has nothing to collect until an instrument has measured, and nothing twice', () => {
    expect(provider.hasInstruments).toBe(false);
    const orders = provider.getMeter('shop').createCounter('orders');
    expect(provider.hasInstruments).toBe(true);
    expect(collected()).toEqual([]);
    orders.add(2);
    expect(collected()).toMatchObject([{ value: 2 }]);
    expect(collected()).toEqual([]);
  });
});

describe('instruments that are made again', () => {
  it('measure the same metric, in whatever case the name is given', () => {
    const meter = provider.getMeter('shop');
    meter.createCounter('Orders').add(1);
    meter.createCounter('orders').add(2);
    meter.createCounter('orders').add(3);

    expect(collected()).toMatchObject([{ name: 'Orders', value: 6 }]);
    expect(said.lines).toEqual([expect.stringContaining('"Orders" was asked for with another case')]);
  });

  it('keep the longest description', () => {
    const meter = provider.getMeter('shop');
    for (const description of ['short', 'longer than that', 'short', 'shorter']) {
      meter.createCounter('orders', { description }).add(1);
    }
    expect(collected()).toMatchObject([{ description: 'longer than that', value: 4 }]);
    expect(said.lines).toHaveLength(1);
  });

  it('are two metrics if they contradict each other, which is said once', () => {
    const meter = provider.getMeter('shop');
    for (let times = 0; times < 3; times += 1) {
      meter.createHistogram('time', { unit: 's' }).record(1);
      meter.createHistogram('time', { unit: 'ms' }).record(1000);
    }
    expect(collected()).toMatchObject([
      { unit: 's', value: { count: 3 } },
      { unit: 'ms', value: { count: 3 } },
    ]);
    expect(said.lines).toEqual([expect.stringContaining('"time" is there already: its unit is "s", now "ms".')]);
  });

  it('warn of a name that the specification does not have, and measure', () => {
    provider.getMeter('shop').createCounter('1st order').add(1);
    expect(collected()).toMatchObject([{ name: '1st order', value: 1 }]);
    expect(said.lines).toEqual([expect.stringContaining('"1st order" is not a name of an instrument')]);
  });
});

describe('a measurement', () => {
  it('belongs to the series of its attributes, in any order, and of no others', () => {
    const orders = provider.getMeter('shop').createCounter('orders');
    orders.add(1, { plan: 'pro', country: 'at' });
    orders.add(2, { country: 'at', plan: 'pro' });
    orders.add(4, { plan: '1' });
    orders.add(8, { plan: 1 });
    orders.add(16, { plan: ['1'] });
    orders.add(32);
    orders.add(64, {});

    expect(collected().map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ plan: 'pro', country: 'at' }, 3],
      [{ plan: '1' }, 4],
      [{ plan: 1 }, 8],
      [{ plan: ['1'] }, 16],
      [{}, 96],
    ]);
  });

  it('keeps the attributes that were given, whatever becomes of them', () => {
    const orders = provider.getMeter('shop').createCounter('orders');
    const attributes: Attributes = { plan: 'pro' };
    orders.add(1, attributes);
    attributes.plan = 'free';
    orders.add(2, attributes);

    expect(collected()).toMatchObject([
      { attributes: { plan: 'pro' }, value: 1 },
      { attributes: { plan: 'free' }, value: 2 },
    ]);
  });

  it('is kept where its attributes cannot be told apart', () => {
    const orders = provider.getMeter('shop').createCounter('orders');
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    orders.add(1, circular as Attributes);
    Reflect.apply(orders.add, orders, [2, { big: 1n }]);

    expect(collected().map(({ attributes, value }) => ({ attributes, value }))).toEqual([{ attributes: {}, value: 3 }]);
    expect(said.lines).toHaveLength(1);
  });

  it('that the instrument is not for is left out, said once and counted', () => {
    const { dropped } = metricRefusals();
    const before = dropped.refusedValues;
    const meter = provider.getMeter('shop');
    const orders = meter.createCounter('orders');
    const latency = meter.createHistogram('latency');
    const bytes = meter.createUpDownCounter('bytes', { valueType: ValueType.INT });
    for (let times = 0; times < 2; times += 1) {
      orders.add(-1);
      latency.record(-1);
      Reflect.apply(orders.add, orders, ['1']);
      bytes.add(Number.NaN);
      bytes.add(1.9);
      bytes.add(-2.9);
    }

    expect(collected()).toMatchObject([{ name: 'bytes', value: -2 }]);
    expect(dropped.refusedValues - before).toBe(8);
    expect(said.lines).toEqual([
      expect.stringContaining('"orders" is not for negative values'),
      expect.stringContaining('"latency" is not for negative values'),
      expect.stringContaining('"orders" is for numbers'),
      expect.stringContaining('"bytes" is for integers: what is given beside is left out'),
      expect.stringContaining('"bytes" is for integers: the fractions of others are cut off'),
    ]);
  });
});

describe('more series than one metric may have', () => {
  const overflow = { 'otel.metric.overflow': true };

  it('are one whose total is right', () => {
    const orders = provider.getMeter('shop').createCounter('orders');
    for (let customer = 0; customer < 5000; customer += 1) orders.add(1, { customer });
    const points = collected();

    expect(points).toHaveLength(2000);
    expect(points.at(-1)).toMatchObject({ attributes: overflow, value: 3001 });
  });

  it('are one whose changes are right, where they are observed', async () => {
    const total = provider.getMeter('shop').createObservableCounter('total');
    let each = 1;
    total.addCallback((result) => {
      for (let customer = 0; customer < 5000; customer += 1) result.observe(each, { customer });
    });
    const sums = [];
    for (each = 1; each < 4; each += 1) {
      await provider.observe();
      sums.push(collected().reduce((sum, { value }) => sum + Number(value), 0));
    }
    expect(sums).toEqual([5000, 5000, 5000]);
  });
});

describe('a histogram', () => {
  it('has its single values, as long as they are few', () => {
    const latency = provider.getMeter('shop').createHistogram('latency');
    latency.record(7);
    latency.record(3);
    expect(collected()).toMatchObject([{ value: { count: 2, sum: 10, min: 3, max: 7, values: [7, 3] } }]);
    for (let value = 0; value < 1001; value += 1) latency.record(value);
    const [point] = collected();
    expect(point?.value).toMatchObject({ count: 1001, sum: 500_500, min: 0, max: 1000 });
    expect(point?.value).not.toHaveProperty('values');
  });
});

describe('a callback', () => {
  it('is asked with each collection, until it is removed, and once however often it is added', async () => {
    const level = provider.getMeter('shop').createObservableGauge('level');
    let calls = 0;
    const callback: Parameters<typeof level.addCallback>[0] = (result) => {
      calls += 1;
      result.observe(calls);
    };
    level.addCallback(callback);
    level.addCallback(callback);
    expect(await observed()).toEqual([['level', 1]]);
    expect(await observed()).toEqual([['level', 2]]);
    level.removeCallback(callback);
    expect(await observed()).toEqual([]);
  });

  it('needs no waiting if it is not asynchronous', () => {
    const level = provider.getMeter('shop').createObservableGauge('level');
    level.addCallback((result) => result.observe(1));
    expect(provider.observe()).toBeUndefined();
    expect(collected()).toMatchObject([{ value: 1 }]);
  });

  it('may return what it likes, as arrow functions do', async () => {
    const level = provider.getMeter('shop').createObservableGauge('level');
    const callback = (result: { observe(value: number): void }) => [1, 2].map((value) => result.observe(value));
    Reflect.apply(level.addCallback, level, [callback]);
    expect(await observed()).toEqual([['level', 2]]);
    expect(said.lines).toEqual([]);
  });

  it('of several instruments observes those that it was added for only', async () => {
    const meter = provider.getMeter('shop');
    const [one, two, other] = ['one', 'two', 'other'].map((name) => meter.createObservableGauge(name));
    if (!one || !two || !other) throw new Error('There are three.');
    const callback: Parameters<typeof meter.addBatchObservableCallback>[0] = (result) => {
      for (const each of [one, two, other]) result.observe(each, 1);
    };
    meter.addBatchObservableCallback(callback, [one, two]);
    expect(await observed()).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
    meter.removeBatchObservableCallback(callback, [one]);
    expect(await observed()).toHaveLength(2);
    meter.removeBatchObservableCallback(callback, [two, one]);
    expect(await observed()).toEqual([]);
  });

  it('is refused with a message if it is for no instrument of ours', () => {
    provider.getMeter('shop').addBatchObservableCallback(() => {}, []);
    expect(said.lines).toEqual([expect.stringContaining('it is given no observable instrument')]);
  });

  it('that fails costs its own observations, and is reported once', async () => {
    const meter = provider.getMeter('shop');
    const [thrower, rejecter, good] = ['thrower', 'rejecter', 'good'].map((name) => meter.createObservableGauge(name));
    thrower?.addCallback((result) => {
      result.observe(1);
      throw new Error('no');
    });
    rejecter?.addCallback(async (result) => {
      result.observe(1);
      throw new Error('no');
    });
    good?.addCallback((result) => result.observe(1));

    expect(await observed()).toEqual([['good', 1]]);
    expect(await observed()).toEqual([['good', 1]]);
    expect(said.lines).toHaveLength(2);
  });

  it('that is still running is not called again, and what it observes later is collected later', async () => {
    const level = provider.getMeter('shop').createObservableGauge('level');
    let finish = (): void => {};
    let calls = 0;
    level.addCallback((result) => {
      calls += 1;
      return new Promise((resolve) => {
        finish = () => {
          result.observe(calls);
          resolve();
        };
      });
    });
    const running = provider.observe();
    expect(provider.observe()).toBeUndefined();
    expect(collected()).toEqual([]);
    finish();
    await running;
    expect(collected()).toMatchObject([{ value: 1 }]);
    expect(calls).toBe(1);
  });

  it('observes nothing once it has answered', async () => {
    const level = provider.getMeter('shop').createObservableGauge('level');
    let late = (): void => {};
    level.addCallback((result) => {
      late = () => result.observe(1);
    });
    await provider.observe();
    late();
    expect(collected()).toEqual([]);
  });
});

describe('what exporters want', () => {
  it('is kept for each of them by itself', () => {
    provider = new MeterProvider([
      () => ({ type: 0 }),
      (type) => ({ type: type === 'COUNTER' ? 1 : 2 }),
      () => ({ type: 5, options: { maxSize: 4 } }),
    ]);
    const meter = provider.getMeter('shop');
    meter.createCounter('orders').add(2);
    meter.createHistogram('latency').record(3);
    const all = provider.collect(interval).map((scopes) => scopes.flatMap(({ metrics }) => metrics));

    expect(all).toMatchObject([
      [{ dataPoints: [{ value: 2 }] }, { dataPoints: [{ value: { count: 1, buckets: {} } }] }],
      [{ descriptor: { name: 'latency' }, dataPoints: [{ value: 3 }] }],
      [{ dataPoints: [{ value: { scale: 20, sum: 2 } }] }, { dataPoints: [{ value: { scale: 20, values: [3] } }] }],
    ]);
  });

  it('is the default for one that fails to say it', () => {
    provider = new MeterProvider([
      () => {
        throw new Error('no');
      },
    ]);
    provider.getMeter('shop').createCounter('orders').add(1);
    expect(collected()).toMatchObject([{ value: 1 }]);
    expect(said.lines).toEqual([expect.stringContaining('cannot say how it wants a COUNTER')]);
  });
});
