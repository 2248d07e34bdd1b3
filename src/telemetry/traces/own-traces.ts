import { type Context, trace } from '@opentelemetry/api';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { DaemonExporter, sendsToDaemon } from '../../../exporters/xray/daemon/daemon-exporter.js';
import { segmentFormat } from '../../../exporters/xray/segment-format.js';
import type { FlushReason, Invocation } from '../../invocation/invocation.js';
import { processInvocation } from '../../invocation/scope.js';
import { keptTraceHeader, traceHeaderSlot } from '../../invocation/trace-context/invocation-trace-header.js';
import { inLambdaTrace } from '../../invocation/trace-context/parent.js';
import type { TraceHeader } from '../../invocation/trace-context/trace-header.js';
import { type Pending, together } from '../../shared/pending.js';
import { reportOtherApi } from '../diagnostics/diagnostics.js';
import { type Budget, budgetOf } from '../export/budget.js';
import { consoleSpanExporter } from '../export/console-exporters.js';
import { exporterOf } from '../export/export.js';
import { Exporters } from '../export/exporters.js';
import { loadOtlpExporter } from '../export/otlp.js';
import { resource } from '../settings/resource.js';
import type { Settings } from '../settings/settings.js';
import { adoptInitSpans, InitAwareIds, isOfInit, settleInitTrace, waitsForInvocation } from './init-trace.js';
import { InvocationSpanProcessor, type SendEnded, spansOf, takeEndedSpans } from './invocation-spans.js';
import { OwnTracerProvider } from './own-tracer-provider.js';
import { createSampler } from './sampler.js';
import { readSpanLimits } from './span-limits.js';
import { type InterruptionTime, type SpanExporter, SpanOutlet } from './span-outlet.js';
import { type Interruption, interruptionBy } from './span-snapshot.js';
import type { TraceSignal } from './trace-signal.js';

/** Spans of our own provider: kept on their Invocation, exported when it is flushed. */
export class OwnTraces implements TraceSignal {
  readonly exportsToXRay: boolean;
  readonly exporters: readonly SpanExporter[];
  readonly #settings: Settings;
  readonly #current: Exporters<SpanExporter>;
  #outlets: readonly SpanOutlet[] = [];
  #isRegistered = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.exporters = settings.traces.map(createExporter);
    this.exportsToXRay = this.exporters.some(sendsToDaemon);
    this.#current = new Exporters('traces', this.exporters);
    if (this.#current.current.length > 0) this.register();
  }

  get recording(): boolean {
    return this.#isRegistered;
  }

  register(): void {
    if (this.#isRegistered) return;
    this.#isRegistered = true;
    const ids = new AWSXRayIdGenerator();
    const provider = new OwnTracerProvider(
      {
        resource: resource(),
        sampler: createSampler(this.#settings),
        idGenerator: this.exportsToXRay && this.#settings.inLambda ? new InitAwareIds(ids) : ids,
        spanLimits: readSpanLimits(),
        spanProcessors: [new InvocationSpanProcessor(this.#sendEnded)],
      },
      (active) => this.#parentOf(active),
    );
    if (!trace.setGlobalTracerProvider(provider)) reportOtherApi();
  }

  flush(invocation: Invocation, reason: FlushReason): Pending {
    if (!this.#isRegistered) return undefined;
    const ended = adoptInitSpans(takeEndedSpans(invocation), headerOf(invocation));
    const interruption = interruptionBy(reason);
    const outlets = this.#currentOutlets();
    if (interruption) return this.#interrupt(invocation, ended, outlets, interruption);
    spansOf(invocation).closed = true;
    return exportTo(outlets, ended, () => budgetOf(invocation, this.#settings.flushTimeoutMillis));
  }

  #parentOf(active: Context): Context {
    const base = inLambdaTrace(active, { policy: this.#settings.parent, xrayExported: this.exportsToXRay });
    // Where it is not recorded, nothing of the invocation ends here that could tell.
    if (base !== active) settleInitTrace(keptTraceHeader().header);
    return base;
  }

  readonly #sendEnded: SendEnded = (owner, belongs) => {
    const header = headerOf(owner.invocation);
    const leaving: ReadableSpan[] = [];
    const staying: ReadableSpan[] = [];
    for (const span of owner.ended) {
      (belongs(span) || isOfInit(span.spanContext()) ? leaving : staying).push(span);
    }
    if (leaving.every((span) => isOfInit(span.spanContext())) && waitsForInvocation(leaving, header)) return;
    owner.ended = staying;
    // Nobody waits for it: there is no wrapper that could.
    const budget = (): number => budgetOf(owner.invocation, this.#settings.flushTimeoutMillis);
    void exportTo(this.#currentOutlets(), adoptInitSpans(leaving, header), budget);
  };

  #interrupt(
    invocation: Invocation,
    ended: readonly ReadableSpan[],
    outlets: readonly SpanOutlet[],
    interruption: Interruption,
  ): Pending {
    const { open } = spansOf(invocation);
    const time: InterruptionTime = {
      remaining: invocation.millisLeft(),
      budget: interruption === 'exit' ? 'at once' : () => budgetOf(invocation, this.#settings.flushTimeoutMillis),
    };
    return together(outlets.map((outlet) => outlet.interrupt(ended, open, interruption, time)));
  }

  /** Those of the exporters that are in force: a test may have put another in their place. */
  #currentOutlets(): readonly SpanOutlet[] {
    const { current } = this.#current;
    const known = this.#outlets;
    if (known.length === current.length && known.every(({ exporter }, index) => exporter === current[index])) {
      return known;
    }
    this.#outlets = current.map(
      (exporter) => known.find((outlet) => outlet.exporter === exporter) ?? new SpanOutlet(exporter),
    );
    return this.#outlets;
  }
}

function exportTo(outlets: readonly SpanOutlet[], ended: readonly ReadableSpan[], budget: Budget): Pending {
  if (ended.length === 0) return undefined;
  const [only] = outlets;
  if (only && outlets.length === 1) return only.export(ended, budget);
  return together(outlets.map((outlet) => outlet.export(ended, budget)));
}

function headerOf(invocation: Invocation): TraceHeader | undefined {
  return (invocation === processInvocation() ? keptTraceHeader() : invocation.get(traceHeaderSlot)).header;
}

function createExporter(choice: Settings['traces'][number]): SpanExporter {
  if (typeof choice !== 'string') return exporterOf(choice);
  switch (choice) {
    case 'otlp':
      return loadOtlpExporter<readonly ReadableSpan[]>('traces');
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
