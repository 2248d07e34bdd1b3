import { diag, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { DaemonExporter } from '../../../exporters/xray/daemon/daemon-exporter.js';
import { segmentFormat } from '../../../exporters/xray/segment-format.js';
import { ensureContextManager } from '../../invocation/context/context-manager.js';
import type { FlushReason, Invocation } from '../../invocation/invocation.js';
import { type Pending, together } from '../../shared/pending.js';
import { once } from '../../shared/process-state.js';
import { reportOtherApi } from '../diagnostics/diagnostics.js';
import { consoleSpanExporter } from '../export/console-exporters.js';
import { exporterOf } from '../export/export.js';
import { Exporters } from '../export/exporters.js';
import { flushForeign } from '../export/foreign.js';
import { loadOtlpExporter } from '../export/otlp.js';
import { resource } from '../settings/resource.js';
import { type Settings, settings } from '../settings/settings.js';
import { invocationSpanSlot } from './invocation-span-holder.js';
import { closeSpans, InvocationSpanProcessor, spansSlot, takeEndedSpans } from './invocation-spans.js';
import { registerPropagators } from './propagators.js';
import { createSampler } from './sampler.js';
import { readSpanLimits } from './span-limits.js';
import { type Handover, LAST_CALL_MILLIS, type SpanExporter, SpanOutlet } from './span-outlet.js';
import type { Interruption } from './span-snapshot.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    traces: TraceSignal;
  }
}

export interface TraceSignal {
  /** Whether spans are recorded at all, here or by somebody else's provider. */
  readonly recording: boolean;
  /** Whether spans go to X-Ray, where Lambda's own header decides about parent and sampling. */
  readonly exportsToXRay: boolean;
  /** Hands over what ended; when the invocation or the process is about to be killed, also what still runs. */
  flush(invocation: Invocation, reason: FlushReason): Pending;
  /** Registers a provider even where nothing is exported. Missing where spans are not ours to record. */
  register?(): void;
  /** Those configured; what they have lost is in their counters. */
  readonly exporters?: readonly object[];
}

const none: TraceSignal = { recording: false, exportsToXRay: false, flush: () => undefined };

/** Registers tracing as configured, once per process. */
export function ensureTracing(): TraceSignal {
  return once('traces', createSignal);
}

/** The provider that somebody registered before us, if any: a layer, `NodeSDK`, a test. */
function registeredProvider(): object | undefined {
  const provider = trace.getTracerProvider();
  // A proxy without a delegate has no tracer of its own to give.
  return provider instanceof ProxyTracerProvider && !provider.getDelegateTracer('otel-powertools')
    ? undefined
    : provider;
}

function millisLeft({ deadline }: Invocation): number {
  return (deadline ?? Number.POSITIVE_INFINITY) - Date.now();
}

function interruptionBy(reason: FlushReason): Interruption | undefined {
  return reason === 'deadline' ? 'timeout' : reason === 'exit' ? 'exit' : undefined;
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
      if (interruption === 'exit' || (interruption && millisLeft(invocation) <= LAST_CALL_MILLIS)) {
        invocation.peek(invocationSpanSlot)?.interrupt(interruption);
      }
      return flushForeign(provider);
    },
  };
}

function createExporter(choice: Settings['traces'][number]): SpanExporter {
  if (typeof choice !== 'string') return exporterOf(choice);
  switch (choice) {
    case 'otlp':
      return loadOtlpExporter<ReadableSpan[]>('traces');
    case 'console':
      return consoleSpanExporter();
    default: {
      const exporter = new DaemonExporter(segmentFormat());
      // Behind the module whose evaluation this is part of, and still ahead of the first invocation.
      process.nextTick(() => exporter.prepare());
      return exporter;
    }
  }
}

function ownSignal(resolved: Settings): TraceSignal {
  const configured = resolved.traces.map(createExporter);
  const exporters = new Exporters<SpanExporter>('traces', configured);
  const outlets = new WeakMap<SpanExporter, SpanOutlet>();
  const outletOf = (exporter: SpanExporter): SpanOutlet => {
    const outlet = outlets.get(exporter) ?? new SpanOutlet(exporter);
    outlets.set(exporter, outlet);
    return outlet;
  };
  let registered = false;
  const register = (): void => {
    if (registered) return;
    registered = true;
    const provider = new BasicTracerProvider({
      resource: resource(),
      sampler: createSampler(resolved),
      idGenerator: new AWSXRayIdGenerator(),
      spanLimits: readSpanLimits(),
      spanProcessors: [new InvocationSpanProcessor()],
    });
    if (!trace.setGlobalTracerProvider(provider)) reportOtherApi();
  };
  if (exporters.current.length > 0) register();

  return {
    get recording() {
      return registered;
    },
    exportsToXRay: configured.some((exporter) => exporter instanceof DaemonExporter),
    flush(invocation, reason) {
      if (!registered) return undefined;
      const handover: Handover = {
        ended: takeEndedSpans(invocation),
        open: invocation.get(spansSlot).open,
        interruption: interruptionBy(reason),
        remaining: millisLeft(invocation),
      };
      if (reason === 'end' || reason === 'error') closeSpans(invocation);
      return together(exporters.current.map((exporter) => outletOf(exporter).handOver(handover)));
    },
    register,
    exporters: configured,
  };
}

function createSignal(): TraceSignal {
  const resolved = settings();
  ensureContextManager();
  registerPropagators(resolved.propagators);
  const foreign = registeredProvider();
  if (foreign) {
    diag.debug('otel-powertools: a tracer provider is registered already; spans go through it.');
    return foreignSignal(foreign, resolved.xrayNamed);
  }
  return resolved.disabled ? none : ownSignal(resolved);
}
