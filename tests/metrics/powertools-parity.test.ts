import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { Metrics } from 'otel-powertools/metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Captured, capture } from './capture.js';
import { type AnyMetrics, type Scenario, scenarios } from './scenarios.js';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const runWith = async (
  create: (options: ConstructorParameters<typeof Metrics>[0]) => AnyMetrics,
  { options = { namespace: 'shop', serviceName: 'cart' }, env = {}, run }: Scenario,
): Promise<Pick<Captured, 'lines' | 'error'>> => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { lines, error } = await capture(() => run(create({ ...options, logger: quiet })));
  return { lines, error };
};

const createOurs = (options: ConstructorParameters<typeof Metrics>[0]): AnyMetrics => new Metrics(options);

// Its types are those of a class with the same methods, whose fluent ones return itself.
const createTheirs = (options: unknown): AnyMetrics => Reflect.construct(PowertoolsMetrics, [options]) as AnyMetrics;

afterEach(() => vi.unstubAllEnvs());

describe('Metrics publishes, byte for byte but for the time, what Powertools publishes for', () => {
  it.each(scenarios)('$name', async (scenario) => {
    const theirs = await runWith(createTheirs, scenario);
    const ours = await runWith(createOurs, scenario);

    expect(ours).toEqual(theirs);
  });
});
