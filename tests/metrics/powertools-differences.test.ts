import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { Metrics } from 'otel-powertools/metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { capture } from './capture.js';
import type { AnyMetrics, Scenario } from './scenarios.js';

interface Difference extends Scenario {
  /** The members of the lines, without the envelope, the service and what a line has in any case. */
  readonly ours: readonly unknown[];
  readonly theirs: readonly unknown[];
}

const hundredMetrics = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}`, index]));

const differences: readonly Difference[] = [
  {
    name: 'a dimension that changes keeps its value for what was recorded before',
    run: (m) => {
      m.addDimension('plan', 'pro').addMetric('orders', 'Count', 1);
      m.addDimension('plan', 'free').addMetric('orders', 'Count', 2).publishStoredMetrics();
    },
    ours: [
      { plan: 'pro', orders: 1 },
      { plan: 'free', orders: 2 },
    ],
    theirs: [{ plan: 'free', orders: [1, 2] }],
  },
  {
    name: 'dimensions, metadata and timestamp last beyond the hundredth metric',
    run: (m) => {
      m.addDimension('env', 'prod').addMetadata('id', 'x');
      for (let index = 0; index < 100; index += 1) m.addMetric('m', 'Count', index);
      m.addMetric('m', 'Count', 100).publishStoredMetrics();
    },
    ours: [
      { id: 'x', env: 'prod', m: Array.from({ length: 100 }, (_, index) => index) },
      { id: 'x', env: 'prod', m: 100 },
    ],
    theirs: [{ id: 'x', env: 'prod', m: Array.from({ length: 100 }, (_, index) => index) }, { m: 100 }],
  },
  {
    name: 'a value that is no number is left out, and the document stays valid',
    run: (m) => {
      m.addMetric('a', 'Count', Number.NaN).addMetric('b', 'Count', Infinity).addMetric('b', 'Count', 1);
      m.publishStoredMetrics();
    },
    ours: [{ b: 1 }],
    theirs: [{ a: null, b: [null, 1] }],
  },
  {
    name: 'a time that is none is ignored, and the metrics have the current one',
    run: (m) => m.setTimestamp(Number.NaN).addMetric('m', 'Count', 1).publishStoredMetrics(),
    ours: [{ m: 1 }],
    theirs: ['1970-01-01T00:00:00.000Z'],
  },
  {
    name: 'metadata cannot replace the envelope',
    run: (m) => m.addMetadata('_aws', 'x').addMetric('m', 'Count', 1).publishStoredMetrics(),
    ours: [{ m: 1 }],
    theirs: ['x'],
  },
  {
    name: 'a metric called as a dimension costs no other metric, and throws nothing',
    run: (m) => {
      m.addMetric('service', 'Count', 1).addMetric('m', 'Count', 1).publishStoredMetrics();
    },
    ours: [{ m: 1 }],
    theirs: ['Error'],
  },
  {
    name: 'metadata called as a metric gives way to it',
    run: (m) => {
      m.addMetadata('m', 'x').addMetadata('id', 'y').addMetric('m', 'Count', 1).publishStoredMetrics();
    },
    ours: [{ id: 'y', m: 1 }],
    theirs: ['Error'],
  },
  {
    name: 'a metric can have the name of what every object has',
    run: (m) => m.addMetric('constructor', 'Count', 1).publishStoredMetrics(),
    ours: [{ constructor: 1 }],
    theirs: ['Error'],
  },
  {
    name: 'sets of dimensions that differ in a value are in lines of their own',
    run: (m) => {
      m.addDimension('env', 'prod').addDimensions({ plan: 'pro' }).addDimensions({ plan: 'all' });
      m.addMetric('orders', 'Count', 1).publishStoredMetrics();
    },
    ours: [
      { env: 'prod', plan: 'pro', orders: 1 },
      { plan: 'all', orders: 1 },
    ],
    theirs: [{ env: 'prod', plan: 'all', orders: 1 }],
  },
  {
    name: 'a hundred metrics stay together when one of them gets a second value',
    run: (m) => {
      for (let index = 0; index < 100; index += 1) m.addMetric(`m${index}`, 'Count', index);
      m.addMetric('m0', 'Count', 7).publishStoredMetrics();
    },
    ours: [{ ...hundredMetrics, m0: [0, 7] }],
    theirs: [hundredMetrics, { m0: 7 }],
  },
  {
    name: 'a blank service falls through to the next setting',
    options: { namespace: 'shop', serviceName: ' ' },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
    ours: [{ m: 1, service: 'service_undefined' }],
    theirs: [{ m: 1 }],
  },
  {
    name: 'a word that is no boolean does not keep the function from starting',
    env: { POWERTOOLS_METRICS_DISABLED: 'nope' },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
    ours: [{ m: 1 }],
    theirs: ['Error'],
  },
];

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const membersOf = (line: string): unknown => {
  const { _aws: envelope, service, ...members } = JSON.parse(line);
  if (typeof envelope !== 'object') return envelope;
  if (Date.now() - envelope.Timestamp > 60_000) return new Date(envelope.Timestamp).toISOString();
  return service === undefined || service === 'cart' ? members : { ...members, service };
};

const runWith = async (
  create: (options: ConstructorParameters<typeof Metrics>[0]) => AnyMetrics,
  { options = { namespace: 'shop', serviceName: 'cart' }, env = {}, run }: Scenario,
): Promise<readonly unknown[]> => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { output, error } = await capture(() => run(create({ ...options, logger: quiet })));
  return error ? [error] : output.split('\n').slice(0, -1).map(membersOf);
};

afterEach(() => vi.unstubAllEnvs());

describe('Metrics differs from Powertools on purpose:', () => {
  it.each(differences)('$name', async (difference) => {
    const theirs = await runWith(
      (options) => Reflect.construct(PowertoolsMetrics, [options]) as AnyMetrics,
      difference,
    );
    const ours = await runWith((options) => new Metrics(options), difference);

    expect(ours).toEqual(difference.ours);
    expect(theirs).toEqual(difference.theirs);
  });
});
