import { metrics, trace } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { EmfPublication } from '../../exporters/emf/index.js';
import { processInvocation } from '../invocation/scope.js';
import { reset } from '../shared/process-state.js';
import { diagnosticListeners } from '../telemetry/diagnostics/diagnostics.js';
import { isCaptured, substituteExporter } from '../telemetry/export/exporters.js';
import { ensureLogging } from '../telemetry/logs/logs.js';
import { unregisterLoggerProvider } from '../telemetry/logs/register-logger-provider.js';
import { ensureMetrics } from '../telemetry/metrics/metrics.js';
import { settingsHolder } from '../telemetry/settings/held-settings.js';
import type { ExportCallback } from '../telemetry/settings/options.js';
import { ensureTelemetry } from '../telemetry/telemetry.js';
import { ensureTracing } from '../telemetry/traces/traces.js';
import type { CapturedLog, CapturedMetric, CapturedSpan } from './captured.js';
import { describeLog } from './describe-log.js';
import { describePublication, describeScope } from './describe-metrics.js';
import { describeSpans } from './describe-spans.js';

/** What the package or OpenTelemetry had to say of itself, instead of the line on stdout. */
export interface CapturedDiagnostic {
  /** How grave it is: `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`. */
  readonly level: string;
  /** What would have been the line on stdout. */
  readonly message: string;
}

/** What was recorded since the capture began, or since its `reset()`. */
export interface TelemetryCapture extends Disposable {
  /** The spans that ended, by their start, but each before its children. */
  readonly spans: readonly CapturedSpan[];
  /** The log records, in the order in which they were written. */
  readonly logs: readonly CapturedLog[];
  /** What was published or flushed: a wrapped handler flushes when it answers, everything else does with `flush()`. */
  readonly metrics: readonly CapturedMetric[];
  /** What the package or OpenTelemetry had to say of itself: warnings of wrong settings, for example. */
  readonly diagnostics: readonly CapturedDiagnostic[];
  /** Collects what was measured outside of a wrapped handler. */
  flush(): Promise<void>;
  /** Forgets what was captured so far. */
  reset(): void;
}

/**
 * Keeps telemetry for a test to look at, instead of exporting it: nothing is written to stdout and no socket is opened.
 * It does not matter whether the handler's module was imported before. Ends when it is disposed (`using`).
 *
 * @throws Error when `spans`, `logs` or `metrics` is read and these do not go through this package: because
 * `OTEL_SDK_DISABLED` is set, or somebody else has registered a provider.
 * @example
 * using telemetry = captureTelemetry();
 * await handler(event, lambdaContext());
 * expect(telemetry.spans).toMatchObject([{ name: 'orders', status: { code: 'unset' } }]);
 */
export function captureTelemetry(): TelemetryCapture {
  const spans = new Map<string, ReadableSpan>();
  const records: CapturedLog[] = [];
  const measured: CapturedMetric[] = [];
  const diagnostics: CapturedDiagnostic[] = [];
  const listen = (level: string, message: string): void => void diagnostics.push({ level, message });

  diagnosticListeners().push(listen);
  const restorers = [
    substituteExporter(
      'traces',
      exporterTo<ReadableSpan[]>((items) => {
        for (const span of items) spans.set(span.spanContext().spanId, span);
      }),
    ),
    substituteExporter(
      'logs',
      exporterTo<ReadableLogRecord[]>((items) => records.push(...items.map(describeLog))),
    ),
    substituteExporter('metrics', {
      ...exporterTo<ResourceMetrics>(({ scopeMetrics }) => measured.push(...scopeMetrics.flatMap(describeScope))),
      publish: (publication: EmfPublication) => void measured.push(...describePublication(publication)),
    }),
    () => void diagnosticListeners().splice(diagnosticListeners().lastIndexOf(listen), 1),
  ];
  settingsHolder().reopen = forgetTelemetry;
  register();

  return {
    get spans() {
      ours('spans', ensureTracing());
      // Those that ended outside of an invocation wait for the next flush of anybody.
      void ensureTracing().flush(processInvocation(), 'end');
      return describeSpans([...spans.values()]);
    },
    get logs() {
      ours('logs', ensureLogging());
      return [...records];
    },
    get metrics() {
      ours('metrics', ensureMetrics());
      return [...measured];
    },
    get diagnostics() {
      return [...diagnostics];
    },
    async flush() {
      await ensureTelemetry().flush(processInvocation(), 'end');
    },
    reset() {
      spans.clear();
      for (const captured of [records, measured, diagnostics]) captured.length = 0;
    },
    [Symbol.dispose]() {
      for (const restore of restorers.splice(0)) restore();
      if (!isCaptured()) delete settingsHolder().reopen;
    },
  };
}

interface Signal {
  register?(): void;
}

function exporterTo<TItems>(keep: (items: TItems) => unknown) {
  return {
    // A span that is reported before it has ended is replaced when it has.
    takesOpenSpans: true,
    export(items: TItems, done: ExportCallback): void {
      keep(items);
      done({ code: 0 });
    },
  };
}

function signals(): Signal[] {
  return [ensureTracing(), ensureMetrics(), ensureLogging()];
}

function register(): void {
  ensureTelemetry();
  for (const signal of signals()) signal.register?.();
}

function ours(what: string, { register: isOurs }: Signal): void {
  if (isOurs) return;
  throw new Error(
    `captureTelemetry has no ${what}: OTEL_SDK_DISABLED is set, or a provider that is not of otel-powertools was registered first. Unset it, or read what your own provider exports.`,
  );
}

/**
 * Takes down the providers of this package, so that a module that configures telemetry after the capture has begun finds
 * none and makes its own. What was handed out before goes on being captured.
 */
function forgetTelemetry(): void {
  if (ensureTracing().register) trace.disable();
  if (ensureMetrics().register) metrics.disable();
  if (ensureLogging().register) unregisterLoggerProvider();
  reset('telemetry', 'traces', 'metrics', 'logs', 'resource');
}
