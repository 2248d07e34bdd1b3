import { diag } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Settings } from '../settings/settings.js';

const roots: Readonly<Record<string, (argument: string | undefined) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (argument) => new TraceIdRatioBasedSampler(ratioOf(argument)),
};

const PARENT_BASED = 'parentbased_';

/** The sampler of `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`; default: as the parent decided, a root is kept. */
export function createSampler({ sampler, samplerArgument }: Settings): Sampler {
  const isParentBased = sampler.startsWith(PARENT_BASED);
  const name = isParentBased ? sampler.slice(PARENT_BASED.length) : sampler;
  const createRoot = Object.hasOwn(roots, name) ? roots[name] : undefined;
  if (!createRoot) {
    diag.warn(
      `otel-powertools: the sampler "${sampler}" (OTEL_TRACES_SAMPLER) is not known; ${Object.keys(roots).join(', ')} are, and each with ${PARENT_BASED} before it. parentbased_always_on is used.`,
    );
    return new ParentBasedSampler({ root: new AlwaysOnSampler() });
  }
  const root = createRoot(samplerArgument);
  return isParentBased ? new ParentBasedSampler({ root }) : root;
}

function ratioOf(argument: string | undefined): number {
  const ratio = argument === undefined ? Number.NaN : Number(argument);
  if (ratio >= 0 && ratio <= 1) return ratio;
  diag.warn(
    `otel-powertools: OTEL_TRACES_SAMPLER_ARG is ${argument === undefined ? 'not set' : `"${argument}"`}; it has to be a number from 0 to 1. 1 is used.`,
  );
  return 1;
}
