import { diag, propagation, type TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';

const known: Readonly<Record<string, () => TextMapPropagator>> = {
  xray: () => new AWSXRayPropagator(),
  // Lambda's own header is read from the runtime, not from a carrier: on the wire the two are the same.
  'xray-lambda': () => new AWSXRayPropagator(),
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
};

/** Registers the propagators of `OTEL_PROPAGATORS`, unless the user has registered some. */
export const registerPropagators = (names: readonly string[]): void => {
  if (propagation.fields().length > 0) return;
  const propagators: TextMapPropagator[] = [];
  for (const name of new Set(names)) {
    if (name === 'none') continue;
    const create = Object.hasOwn(known, name) ? known[name] : undefined;
    if (create) propagators.push(create());
    else
      diag.warn(
        `otel-powertools: the propagator "${name}" (OTEL_PROPAGATORS) is not known; ${Object.keys(known).join(', ')} are. It is ignored.`,
      );
  }
  if (propagators.length > 0) propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
};
