import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Settings } from './settings.js';

const ratio = (argument: string | undefined): number => {
  if (argument === undefined) return 1;
  const value = Number(argument);
  return value >= 0 && value <= 1 ? value : 1;
};

const known: Readonly<Record<string, (argument: string | undefined) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (argument) => new TraceIdRatioBasedSampler(ratio(argument)),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (argument) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio(argument)) }),
};

/**
 * The sampler of `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`; default: as the parent decided, a root is kept. The
 * SDK's provider reads the two as well, although it is given a sampler, and warns of what is not valid.
 */
export const createSampler = ({ sampler, samplerArgument }: Settings): Sampler => {
  const create = Object.hasOwn(known, sampler) ? known[sampler] : undefined;
  return create ? create(samplerArgument) : new ParentBasedSampler({ root: new AlwaysOnSampler() });
};
