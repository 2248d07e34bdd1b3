import { context, diag } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { Host } from '../../../exporters/otlp/host.js';
import { settings } from '../settings/settings.js';
import { type DeferredExporter, deferredExporter } from './deferred-exporter.js';
import { networkExporter } from './export.js';

export type OtlpSignal = 'traces' | 'metrics' | 'logs';

/** Of the budget of a flush: an export that takes longer goes on in the background, and the flush is in time. */
const PART_OF_BUDGET = 0.9;

/** The exporter that `otlp` stands for, loaded from now on. */
export function loadOtlpExporter<TItems>(signal: OtlpSignal): DeferredExporter<TItems> {
  const waitMillis = PART_OF_BUDGET * settings().flushTimeoutMillis;
  const load = async () => (await import('./otlp-exporter.js')).createOtlpExporter<TItems>(signal, waitMillis, host);
  const hint = `the exporter "otlp" of ${signal} could not be loaded; the ${signal} are lost.`;
  return networkExporter(deferredExporter<TItems>(load, hint));
}

const host: Host = {
  warn: (message, ...details) => diag.warn(message, ...details),
  untraced: (run) => context.with(suppressTracing(context.active()), run),
};
