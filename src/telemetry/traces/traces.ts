import { type Context, diag, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { ensureContextManager } from '../../invocation/context/context-manager.js';
import { inLambdaTrace } from '../../invocation/trace-context/parent.js';
import { once } from '../../shared/process-state.js';
import { flushForeign } from '../export/foreign.js';
import { settings } from '../settings/settings.js';
import { invocationSpanSlot } from './invocation-span-holder.js';
import { OwnTraces } from './own-traces.js';
import { registerPropagators } from './propagators.js';
import { LAST_CALL_MILLIS } from './span-outlet.js';
import { interruptionBy } from './span-snapshot.js';
import type { TraceSignal } from './trace-signal.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    traces: TraceSignal;
  }
}

/** Registers tracing as configured, once per process. */
export function ensureTracing(): TraceSignal {
  return once('traces', createSignal);
}

/** Where a span is begun outside of any: `active`, in the trace of the invocation if Lambda names one. */
export function inInvocationTrace(active: Context): Context {
  return inLambdaTrace(active, { policy: settings().parent, xrayExported: ensureTracing().exportsToXRay });
}

const none: TraceSignal = { recording: false, exportsToXRay: false, flush: () => undefined };

function createSignal(): TraceSignal {
  const resolved = settings();
  ensureContextManager();
  registerPropagators(resolved.propagators);
  const foreign = registeredProvider();
  if (foreign) {
    diag.debug('otel-powertools: a tracer provider is registered already; spans go through it.');
    return foreignSignal(foreign, resolved.xrayNamed);
  }
  return resolved.disabled ? none : new OwnTraces(resolved);
}

/** The provider that somebody registered before us, if any: a layer, `NodeSDK`, a test. */
function registeredProvider(): object | undefined {
  const provider = trace.getTracerProvider();
  // A proxy without a delegate has no tracer of its own to give.
  return provider instanceof ProxyTracerProvider && !provider.getDelegateTracer('otel-powertools')
    ? undefined
    : provider;
}

/**
 * Somebody else's provider: our spans go through it, and it is flushed when an invocation ends. Of what still runs at the
 * deadline only the invocation's own span is ours to end.
 */
function foreignSignal(provider: object, exportsToXRay: boolean): TraceSignal {
  return {
    recording: true,
    exportsToXRay,
    flush: (invocation, reason) => {
      const interruption = interruptionBy(reason);
      if (interruption === 'exit' || (interruption && invocation.millisLeft() <= LAST_CALL_MILLIS)) {
        invocation.peek(invocationSpanSlot)?.interrupt(interruption);
      }
      return flushForeign(provider);
    },
  };
}
