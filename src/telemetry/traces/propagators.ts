import { diag, propagation, type TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { whereDecided, XRayPropagator } from './xray-propagator.js';

/** Carries nothing. Its field is nobody's: who asks for the fields learns that there is a propagator. */
const nothing: TextMapPropagator = {
  inject: () => {},
  extract: (context) => context,
  fields: () => ['otel-powertools-none'],
};

const known: Readonly<Record<string, () => TextMapPropagator>> = {
  xray: () => new XRayPropagator(),
  // Lambda's own header is read from the runtime, not from a carrier: on the wire the two are the same.
  'xray-lambda': () => new XRayPropagator(),
  tracecontext: () => whereDecided(new W3CTraceContextPropagator()),
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

const B3_PACKAGE = '@opentelemetry/propagator-b3';

/** What the user's package exports, as far as it is used. */
interface B3Package {
  readonly B3Propagator: new (options: { injectEncoding: number }) => TextMapPropagator;
  readonly B3InjectEncoding: { readonly SINGLE_HEADER: number; readonly MULTI_HEADER: number };
}

/** The propagator of the user's installed package: `b3` writes one header, `b3multi` several; both read either. */
function installedB3(name: 'b3' | 'b3multi'): TextMapPropagator {
  try {
    // A package of this name has had these exports since it was first published.
    const { B3Propagator, B3InjectEncoding } = loadInstalled(B3_PACKAGE) as B3Package;
    const { SINGLE_HEADER, MULTI_HEADER } = B3InjectEncoding;
    return whereDecided(new B3Propagator({ injectEncoding: name === 'b3' ? SINGLE_HEADER : MULTI_HEADER }));
  } catch (error) {
    diag.error(
      `otel-powertools: the propagator "${name}" (OTEL_PROPAGATORS) needs the package ${B3_PACKAGE}: install it. It is ignored.`,
      error,
    );
    return nothing;
  }
}

/**
 * Loads a package that the user may have installed, from the function's folder, that of the program, or a layer. At once:
 * an `import()` would be done only after an invocation that comes right after the start. No bundler looks for it.
 */
function loadInstalled(name: string): unknown {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { dirname } = process.getBuiltinModule('node:path');
  const [, program] = process.argv;
  const folders = [process.env.LAMBDA_TASK_ROOT, program ? dirname(program) : process.cwd()];
  const load = createRequire(`${process.cwd()}/`);
  return load(load.resolve(name, { paths: folders.filter((folder) => folder !== undefined) }));
}
