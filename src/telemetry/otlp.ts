import { diag } from '@opentelemetry/api';
import { deferredExporter } from './deferred-exporter.js';
import type { ExporterOf } from './export.js';

type Signal = 'traces' | 'metrics' | 'logs';

const classNames: Readonly<Record<Signal, string>> = {
  traces: 'OTLPTraceExporter',
  metrics: 'OTLPMetricExporter',
  logs: 'OTLPLogExporter',
};

const packageNames: Readonly<Record<Signal, string>> = { traces: 'trace', metrics: 'metrics', logs: 'logs' };

const DEFAULT_PROTOCOL = 'http/protobuf';

const suffixes: Readonly<Record<string, string>> = { 'http/protobuf': 'proto', 'http/json': 'http' };

const protocolOf = (signal: Signal, env: Readonly<Record<string, string | undefined>>): string => {
  const wanted =
    env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`] ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? DEFAULT_PROTOCOL;
  if (Object.hasOwn(suffixes, wanted)) return wanted;
  diag.warn(
    `otel-powertools: the OTLP protocol "${wanted}" is not supported; ${Object.keys(suffixes).join(', ')} are. ${DEFAULT_PROTOCOL} is used.`,
  );
  return DEFAULT_PROTOCOL;
};

/** The user's installed OTLP exporter of a signal, loaded from now on; it reads `OTEL_EXPORTER_OTLP_*` by itself. */
export const loadOtlpExporter = <TItems>(signal: Signal): ExporterOf<TItems> => {
  const name = `@opentelemetry/exporter-${packageNames[signal]}-otlp-${suffixes[protocolOf(signal, process.env)]}`;
  return deferredExporter<TItems>(async () => {
    // The name is a variable so that no bundler looks for a package that most users have not installed.
    const loaded: Readonly<Record<string, new () => ExporterOf<TItems>>> = await import(name);
    const OtlpExporter = loaded[classNames[signal]];
    if (!OtlpExporter) throw new Error(`${name} has no export ${classNames[signal]}`);
    return new OtlpExporter();
  }, `the exporter "otlp" of ${signal} needs the package ${name}: install it, or pass an exporter object. The ${signal} are lost.`);
};
