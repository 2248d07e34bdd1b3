import type { Metrics, MetricsOptions } from 'otel-powertools/metrics';

/** What both libraries have in common: their classes have the same methods. */
export type AnyMetrics = Pick<
  Metrics,
  | 'addDimension'
  | 'addDimensions'
  | 'addMetadata'
  | 'addMetric'
  | 'captureColdStartMetric'
  | 'clearDefaultDimensions'
  | 'clearDimensions'
  | 'clearMetadata'
  | 'clearMetrics'
  | 'hasStoredMetrics'
  | 'publishStoredMetrics'
  | 'setDefaultDimensions'
  | 'setThrowOnEmptyMetrics'
  | 'setTimestamp'
> & { singleMetric(): AnyMetrics; setFunctionName(name: string): void; serializeMetrics(): unknown };

export interface Scenario {
  readonly name: string;
  readonly options?: MetricsOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: (metrics: AnyMetrics) => unknown;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const HOUR_MILLIS = 3_600_000;
const now = Date.now();
const manyDimensions = (count: number): Record<string, string> =>
  Object.fromEntries(numbers(count).map((index) => [`d${index}`, `v${index}`]));

/** Calls with an argument of the wrong type, as plain JavaScript can make them. */
const untyped = (metrics: AnyMetrics, method: 'addMetric' | 'addDimension', ...args: unknown[]): unknown =>
  Reflect.apply(metrics[method], metrics, args);

const ON_DEMAND = { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' };

/** What is published, and thrown, as Powertools does. */
export const scenarios: readonly Scenario[] = [
  { name: 'one metric', run: (m) => m.addMetric('orders', 'Count', 1).publishStoredMetrics() },
  {
    name: 'one metric with two values',
    run: (m) => m.addMetric('orders', 'Count', 1).addMetric('orders', 'Count', 2).publishStoredMetrics(),
  },
  {
    name: 'several metrics',
    run: (m) =>
      m
        .addMetric('b', 'Count', 1)
        .addMetric('a', 'Milliseconds', 2.5)
        .addMetric('c', 'None', -1)
        .publishStoredMetrics(),
  },
  { name: 'high resolution', run: (m) => m.addMetric('orders', 'Count', 1, 1).publishStoredMetrics() },
  {
    name: 'the resolution of the first value',
    run: (m) => m.addMetric('a', 'Count', 1, 60).addMetric('a', 'Count', 1, 1).publishStoredMetrics(),
  },
  {
    name: 'every unit',
    run: (m) => {
      const quantities = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'] as const;
      const bits = ['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'] as const;
      for (const unit of [
        'Seconds',
        'Microseconds',
        'Milliseconds',
        'Percent',
        'Count',
        'Count/Second',
        'None',
      ] as const)
        m.addMetric(unit, unit, 1);
      for (const unit of [...quantities, ...bits])
        m.addMetric(unit, unit, 1).addMetric(`${unit}/s`, `${unit}/Second`, 1);
      m.publishStoredMetrics();
    },
  },
  {
    name: 'values of every kind',
    run: (m) => {
      for (const value of [0, -0, -1.5, 0.1 + 0.2, 1e21, 5e-324, 123_456_789_012]) m.addMetric('v', 'None', value);
      m.publishStoredMetrics();
    },
  },
  {
    name: 'names that need escaping',
    run: (m) => {
      for (const name of ['a.b', 'quo"te', 'back\\slash', 'größe', '😀', 'x'.repeat(255)])
        m.addMetric(name, 'Count', 1);
      m.addDimension('di"m', 'va"lue').addMetadata('me\nta', 'da\tta').publishStoredMetrics();
    },
  },
  { name: 'a dimension', run: (m) => m.addDimension('env', 'prod').addMetric('a', 'Count', 1).publishStoredMetrics() },
  {
    name: 'two dimensions, one after the metric',
    run: (m) => m.addDimension('env', 'prod').addMetric('a', 'Count', 1).addDimension('b', 'c').publishStoredMetrics(),
  },
  {
    name: 'a set of dimensions',
    run: (m) => m.addDimensions({ a: '1', b: '2' }).addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'a dimension and two sets',
    run: (m) =>
      m
        .addDimension('env', 'prod')
        .addDimensions({ a: '1' })
        .addDimensions({ b: '2', c: '3' })
        .addMetric('m', 'Count', 1)
        .publishStoredMetrics(),
  },
  {
    name: 'the same set twice',
    run: (m) => m.addDimensions({ a: '1' }).addDimensions({ a: '1' }).addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  { name: 'an empty set', run: (m) => m.addDimensions({}).addMetric('m', 'Count', 1).publishStoredMetrics() },
  {
    name: 'dimensions without a name or a value',
    run: (m) => {
      m.addDimension('', 'x')
        .addDimension('x', '')
        .addDimension(' ', 'x')
        .addDimension('y', '  ')
        .addDimensions({ z: '' });
      m.addMetric('m', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'a dimension that is a number',
    run: (m) => {
      untyped(m, 'addDimension', 'a', 1);
      m.addMetric('m', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'a dimension with blanks round it',
    run: (m) => m.addDimension(' a ', ' b ').addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  { name: 'metadata', run: (m) => m.addMetadata('id', 'x').addMetric('m', 'Count', 1).publishStoredMetrics() },
  {
    name: 'metadata that is set twice',
    run: (m) => m.addMetadata('id', 'x').addMetadata('id', 'y').addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'default dimensions of the constructor',
    options: { defaultDimensions: { env: 'prod', region: 'eu' } },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'a service among the default dimensions',
    options: { defaultDimensions: { service: 'other' } },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'default dimensions that are set later',
    run: (m) => m.setDefaultDimensions({ env: 'prod' }).addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'default dimensions that stay',
    run: (m) => {
      m.setDefaultDimensions({ env: 'prod' }).addDimension('a', 'b').addMetadata('c', 'd');
      m.addMetric('m', 'Count', 1).publishStoredMetrics();
      m.addMetric('m', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'default dimensions that are cleared',
    run: (m) => {
      m.clearDefaultDimensions();
      m.addDimension('a', 'b').addMetric('m', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'dimensions that are cleared',
    run: (m) => {
      m.addDimension('a', 'b').addDimensions({ c: 'd' }).clearDimensions();
      m.addMetric('m', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'metadata that is cleared',
    run: (m) => {
      m.addMetadata('a', 'b').clearMetadata();
      m.addMetric('m', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'metrics that are cleared, with their timestamp',
    run: (m) => {
      m.addMetric('m', 'Count', 1)
        .setTimestamp(now - HOUR_MILLIS)
        .clearMetrics();
      m.addMetric('n', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'a timestamp in milliseconds',
    run: (m) =>
      m
        .setTimestamp(now - HOUR_MILLIS)
        .addMetric('m', 'Count', 1)
        .publishStoredMetrics(),
  },
  {
    name: 'a timestamp as a date, for one publication',
    run: (m) => {
      m.setTimestamp(new Date(now + HOUR_MILLIS))
        .addMetric('m', 'Count', 1)
        .publishStoredMetrics();
      m.addMetric('m', 'Count', 1).publishStoredMetrics();
    },
  },
  {
    name: 'a timestamp that is too old',
    run: (m) => m.setTimestamp(1).addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  { name: 'no metric', run: (m) => m.addDimension('a', 'b').publishStoredMetrics() },
  { name: 'no metric, where one is asked for', run: (m) => m.setThrowOnEmptyMetrics(true).publishStoredMetrics() },
  {
    name: 'no metric, where one is asked for, when it is serialized',
    run: (m) => m.setThrowOnEmptyMetrics(true).serializeMetrics(),
  },
  {
    name: '100 metrics',
    run: (m) => {
      for (const index of numbers(100)) m.addMetric(`m${index}`, 'Count', index);
      m.publishStoredMetrics();
    },
  },
  {
    name: '201 metrics',
    run: (m) => {
      for (const index of numbers(201)) m.addMetric(`m${index}`, 'Count', index);
      m.publishStoredMetrics();
    },
  },
  {
    name: '205 values of a metric',
    run: (m) => {
      for (const index of numbers(205)) m.addMetric('m', 'Count', index);
      m.publishStoredMetrics();
    },
  },
  {
    name: '100 values, and one of another metric beside them',
    run: (m) => {
      m.addMetric('other', 'Count', 1);
      for (const index of numbers(100)) m.addMetric('m', 'Count', index);
      // Theirs are published by now, and then there is nothing left.
      m.publishStoredMetrics();
    },
  },
  { name: 'a single metric', run: (m) => m.singleMetric().addMetric('m', 'Count', 1) },
  {
    name: 'a single metric with dimensions of its own',
    run: (m) => {
      m.addDimension('a', 'b').addMetric('main', 'Count', 1);
      m.singleMetric()
        .addDimension('c', 'd')
        .addMetadata('e', 'f')
        .addMetric('m', 'Count', 1)
        .addMetric('n', 'Count', 2);
      m.publishStoredMetrics();
    },
  },
  {
    name: 'a single metric with the default dimensions of its parent',
    options: { defaultDimensions: { env: 'prod' } },
    run: (m) => m.setDefaultDimensions({ region: 'eu' }).singleMetric().addMetric('m', 'Count', 1),
  },
  {
    name: 'an instance of which each metric is single',
    options: { singleMetric: true },
    run: (m) => m.addDimension('a', 'b').addMetric('m', 'Count', 1).addMetric('n', 'Count', 1),
  },
  { name: 'a cold start', env: ON_DEMAND, run: (m) => m.captureColdStartMetric('my-function') },
  {
    name: 'a cold start once',
    env: ON_DEMAND,
    run: (m) => {
      m.captureColdStartMetric();
      m.captureColdStartMetric();
    },
  },
  {
    name: 'a cold start with the function name of the constructor',
    env: ON_DEMAND,
    options: { functionName: 'mine', defaultDimensions: { env: 'prod' } },
    run: (m) => {
      m.addDimension('a', 'b').addMetadata('c', 'd').addMetric('m', 'Count', 1);
      m.captureColdStartMetric('other');
    },
  },
  {
    name: 'a cold start with the function name of the environment',
    env: { ...ON_DEMAND, POWERTOOLS_METRICS_FUNCTION_NAME: 'from-environment' },
    run: (m) => m.captureColdStartMetric('other'),
  },
  {
    name: 'a cold start with a function name that is set later',
    env: ON_DEMAND,
    run: (m) => {
      m.setFunctionName('later');
      m.captureColdStartMetric('other');
    },
  },
  {
    name: 'an environment that was started ahead of traffic',
    env: { AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' },
    run: (m) => m.captureColdStartMetric('f'),
  },
  {
    name: 'namespace and service of the environment',
    options: {},
    env: { POWERTOOLS_METRICS_NAMESPACE: ' env-space ', POWERTOOLS_SERVICE_NAME: 'env-service' },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'neither namespace nor service',
    options: {},
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'namespace and service of a configuration service',
    options: { customConfigService: { getNamespace: () => 'custom', getServiceName: () => 'own' } },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  ...['1', 'y', 'yes', 'T', 'true', 'On', ' true '].map(
    (word): Scenario => ({
      name: `metrics disabled by "${word}"`,
      env: { POWERTOOLS_METRICS_DISABLED: word },
      run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
    }),
  ),
  {
    name: 'metrics enabled explicitly',
    env: { POWERTOOLS_METRICS_DISABLED: 'false' },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'metrics disabled by development mode',
    env: { POWERTOOLS_DEV: 'true' },
    run: (m) => m.addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  {
    name: 'no metric where one is asked for, disabled',
    env: { POWERTOOLS_METRICS_DISABLED: 'true' },
    run: (m) => m.setThrowOnEmptyMetrics(true).publishStoredMetrics(),
  },
  {
    name: '28 dimensions',
    run: (m) => m.addDimensions(manyDimensions(28)).addMetric('m', 'Count', 1).publishStoredMetrics(),
  },
  { name: '29 dimensions', run: (m) => m.addDimensions(manyDimensions(29)) },
  { name: '29 default dimensions', options: { defaultDimensions: manyDimensions(29) }, run: () => {} },
  {
    name: 'a 29th dimension',
    run: (m) => {
      for (const [name, value] of Object.entries(manyDimensions(29))) m.addDimension(name, value);
    },
  },
  {
    name: 'too many default dimensions for a set',
    run: (m) => m.addDimensions(manyDimensions(28)).setDefaultDimensions({ one: 'more' }),
  },
  { name: 'a name that is empty', run: (m) => m.addMetric('', 'Count', 1) },
  { name: 'a name that is too long', run: (m) => m.addMetric('x'.repeat(256), 'Count', 1) },
  { name: 'a name that is no string', run: (m) => untyped(m, 'addMetric', 7, 'Count', 1) },
  { name: 'a value that is no number', run: (m) => untyped(m, 'addMetric', 'm', 'Count', '1') },
  { name: 'a unit that CloudWatch does not know', run: (m) => untyped(m, 'addMetric', 'm', 'count', 1) },
  { name: 'a resolution that CloudWatch does not know', run: (m) => untyped(m, 'addMetric', 'm', 'Count', 1, 10) },
  {
    name: 'another unit for the same metric',
    run: (m) => {
      m.addMetric('m', 'Count', 1);
      m.addMetric('m', 'Seconds', 1);
    },
  },
  {
    name: 'what is stored',
    run: (m) => {
      const stored = [m.hasStoredMetrics(), m.addMetric('m', 'Count', 1) && m.hasStoredMetrics()];
      process.stdout.write(`${JSON.stringify(stored)}\n`);
    },
  },
  {
    name: 'what is serialized',
    run: (m) => {
      m.addDimension('a', 'b').addDimensions({ c: 'd' }).addMetadata('e', 'f').addMetric('m', 'Count', 1, 1);
      process.stdout.write(
        `${JSON.stringify(m.addMetric('m', 'Count', 2).addMetric('n', 'Bytes', 3).serializeMetrics())}\n`,
      );
      m.publishStoredMetrics();
    },
  },
];
