import { diag, propagation, type TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';

/** Carries nothing. Its field is nobody's: who asks for the fields learns that there is a propagator. */
const nothing: TextMapPropagator = {
  inject: () => {},
  extract: (context) => context,
  fields: () => ['otel-powertools-none'],
};

const known: Readonly<Record<string, () => TextMapPropagator>> = {
  xray: () => new AWSXRayPropagator(),
  // Lambda's own header is read from the runtime, not from a carrier: on the wire the two are the same.
  'xray-lambda': () => new AWSXRayPropagator(),
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => installedB3('b3'),
  b3multi: () => installedB3('b3multi'),
  none: () => nothing,
};

/** Registers the propagators of `OTEL_PROPAGATORS`, unless the user has registered some. */
export function registerPropagators(names: readonly string[]): void {
  if (propagation.fields().length > 0) return;
  const propagators: TextMapPropagator[] = [];
  for (const name of new Set(names)) {
    const create = Object.hasOwn(known, name) ? known[name] : undefined;
    if (create) propagators.push(create());
    else
      diag.warn(
        `otel-powertools: the propagator "${name}" (OTEL_PROPAGATORS) is not known; ${Object.keys(known).join(', ')} are. It is ignored.`,
      );
  }
  if (propagators.length > 0) propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
}

/** Stands in for the propagator of a package that is loaded from now on; until then it carries nothing. */
function installedB3(name: string): TextMapPropagator {
  let loaded: TextMapPropagator = { ...nothing, fields: () => ['b3'] };
  import('./b3.js')
    .then(({ createB3Propagator }) => createB3Propagator(name))
    .then(
      (propagator) => {
        loaded = propagator;
      },
      (error: unknown) =>
        diag.error(
          `otel-powertools: the propagator "${name}" (OTEL_PROPAGATORS) needs the package @opentelemetry/propagator-b3: install it. It is ignored.`,
          error,
        ),
    );
  return {
    inject: (context, carrier, setter) => loaded.inject(context, carrier, setter),
    extract: (context, carrier, getter) => loaded.extract(context, carrier, getter),
    fields: () => loaded.fields(),
  };
}
