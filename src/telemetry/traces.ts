import { diag, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { XRaySpanExporter } from '../../exporters/xray/index.js';
import { ensureContextManager, type FlushReason, type Invocation, onceInProcess } from '../invocation/index.js';
import { consoleSpanExporter } from './console-exporters.js';
import { reportOtherApi } from './diagnostics.js';
import { type ExporterOf, exporterOf, exportItems } from './export.js';
import { Exporters } from './exporters.js';
import { flushForeign } from './foreign.js';
import { InvocationSpanProcessor, spansSlot, takeEndedSpans } from './invocation-spans.js';
import { loadOtlpExporter } from './otlp.js';
import { registerPropagators } from './propagators.js';
import { redactSpan } from './redact-signals.js';
import { redaction } from './redaction.js';
import { resource } from './resource.js';
import { createSampler } from './sampler.js';
import { type Settings, settings } from './settings.js';
import { snapshotOpenSpan } from './span-snapshot.js';

/** A span exporter; one that sets `takesOpenSpans` can be given a span before it ended and again when it has. */
interface SpanExporter extends ExporterOf<ReadableSpan[]> {
  readonly takesOpenSpans?: boolean;
}

export interface TraceSignal {
  /** Whether spans are recorded at all, here or by somebody else's provider. */
  readonly recording: boolean;
  /** Whether spans go to X-Ray, where Lambda's own header decides about parent and sampling. */
  readonly exportsToXRay: boolean;
  /** Hands over what ended; when the invocation or the process is about to be killed, also what still runs. */
  flush(invocation: Invocation, reason: FlushReason): Promise<void>;
  /** Registers a provider even where nothing is exported. Missing where spans are not ours to record. */
  register?(): void;
  /** Those configured; what they have lost is in their counters. */
  readonly exporters?: readonly object[];
}

// A process that exits waits for nothing, and an export hands over a few dozen datagrams before it waits.
const EXIT_PORTION = 30;

const none: TraceSignal = { recording: false, exportsToXRay: false, flush: () => Promise.resolve() };

/** The provider that somebody registered before us, if any: a layer, `NodeSDK`, a test. */
const registeredProvider = (): object | undefined => {
  const provider = trace.getTracerProvider();
  // A proxy without a delegate has no tracer of its own to give.
  return provider instanceof ProxyTracerProvider && !provider.getDelegateTracer('otel-powertools')
    ? undefined
    : provider;
};

/** Somebody else's provider: our spans go through it, and it is flushed when an invocation ends. */
const foreignSignal = (provider: object): TraceSignal => ({
  recording: true,
  exportsToXRay: false,
  flush: () => flushForeign(provider),
});

const createExporter = (choice: Settings['traces'][number]): SpanExporter => {
  if (typeof choice !== 'string') return exporterOf(choice);
  switch (choice) {
    case 'otlp':
      return loadOtlpExporter<ReadableSpan[]>('traces');
    case 'console':
      return consoleSpanExporter();
    default: {
      const exporter = new XRaySpanExporter();
      exporter.prepare();
      return exporter;
    }
  }
};

const ownSignal = (resolved: Settings): TraceSignal => {
  const configured = resolved.traces.map(createExporter);
  const exporters = new Exporters<SpanExporter>('traces', configured);
  // By identity: a late span is handed over by the flush of another invocation.
  const reported = new WeakSet<ReadableSpan>();
  let registered = false;
  const register = (): void => {
    if (registered) return;
    registered = true;
    const provider = new BasicTracerProvider({
      resource: resource(),
      sampler: createSampler(resolved),
      idGenerator: new AWSXRayIdGenerator(),
      spanProcessors: [new InvocationSpanProcessor()],
    });
    if (!trace.setGlobalTracerProvider(provider)) reportOtherApi();
  };
  if (exporters.current.length > 0) register();

  const exportTo = async (exporter: SpanExporter, spans: ReadableSpan[], portion: number): Promise<void> => {
    const exports: Promise<void>[] = [];
    for (let start = 0; start < spans.length; start += portion) {
      exports.push(exportItems(exporter, spans.slice(start, start + portion), 'spans'));
    }
    await Promise.all(exports);
  };

  return {
    get recording() {
      return registered;
    },
    exportsToXRay: configured.some((exporter) => exporter instanceof XRaySpanExporter),
    async flush(invocation, reason) {
      if (!registered) return;
      const spans = invocation.get(spansSlot);
      const ended = takeEndedSpans(invocation);
      const interruption = reason === 'deadline' ? 'timeout' : reason === 'exit' ? 'exit' : undefined;
      const now = Date.now();
      const open = interruption ? [...spans.open].map((span) => snapshotOpenSpan(span, interruption, now)) : [];
      if (reason === 'end' || reason === 'error') spans.closed = true;
      if (ended.length + open.length === 0) return;
      const once = ended.filter((span) => !reported.has(span));
      if (interruption) for (const span of spans.open) reported.add(span);
      const policy = redaction();
      const visible = (all: ReadableSpan[]) => (policy ? all.map((span) => redactSpan(policy, span)) : all);
      await Promise.all(
        exporters.current.map((exporter) =>
          exportTo(
            exporter,
            visible([...open, ...(exporter.takesOpenSpans ? ended : once)]),
            reason === 'exit' ? EXIT_PORTION : Number.POSITIVE_INFINITY,
          ),
        ),
      );
    },
    register,
    exporters: configured,
  };
};

const createSignal = (): TraceSignal => {
  const resolved = settings();
  ensureContextManager();
  registerPropagators(resolved.propagators);
  const foreign = registeredProvider();
  if (foreign) {
    diag.debug('otel-powertools: a tracer provider is registered already; spans go through it.');
    return foreignSignal(foreign);
  }
  return resolved.disabled ? none : ownSignal(resolved);
};

/** Registers tracing as configured, once per process. */
export const ensureTracing = (): TraceSignal => onceInProcess('traces', createSignal);
