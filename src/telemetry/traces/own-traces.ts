import { trace } from '@opentelemetry/api';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { DaemonExporter, sendsToDaemon } from '../../../exporters/xray/daemon/daemon-exporter.js';
import { segmentFormat } from '../../../exporters/xray/segment-format.js';
import type { FlushReason, Invocation } from '../../invocation/invocation.js';
import { type Pending, together } from '../../shared/pending.js';
import { reportOtherApi } from '../diagnostics/diagnostics.js';
import { budgetOf } from '../export/budget.js';
import { consoleSpanExporter } from '../export/console-exporters.js';
import { exporterOf } from '../export/export.js';
import { Exporters } from '../export/exporters.js';
import { loadOtlpExporter } from '../export/otlp.js';
import { resource } from '../settings/resource.js';
import type { Settings } from '../settings/settings.js';
import { InvocationSpanProcessor, spansSlot, takeEndedSpans } from './invocation-spans.js';
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
    const provider = new BasicTracerProvider({
      resource: resource(),
      sampler: createSampler(this.#settings),
      idGenerator: new AWSXRayIdGenerator(),
      spanLimits: readSpanLimits(),
      spanProcessors: [new InvocationSpanProcessor()],
    });
    if (!trace.setGlobalTracerProvider(provider)) reportOtherApi();
  }

  flush(invocation: Invocation, reason: FlushReason): Pending {
    if (!this.#isRegistered) return undefined;
    const ended = takeEndedSpans(invocation);
    const interruption = interruptionBy(reason);
    const outlets = this.#currentOutlets();
    if (interruption) return this.#interrupt(invocation, ended, outlets, interruption);
    invocation.get(spansSlot).closed = true;
    if (ended.length === 0) return undefined;
    const budget = (): number => budgetOf(invocation, this.#settings.flushTimeoutMillis);
    const [only] = outlets;
    if (only && outlets.length === 1) return only.export(ended, budget);
    return together(outlets.map((outlet) => outlet.export(ended, budget)));
  }

  #interrupt(
    invocation: Invocation,
    ended: readonly ReadableSpan[],
    outlets: readonly SpanOutlet[],
    interruption: Interruption,
  ): Pending {
    const { open } = invocation.get(spansSlot);
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
