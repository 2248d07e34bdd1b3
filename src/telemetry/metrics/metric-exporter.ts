import { diag } from '@opentelemetry/api';
import type { ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { isNamespace, NAMESPACE_RULE } from '../../../exporters/emf/document/limits.js';
import { EmfExporter } from '../../../exporters/emf/emf-exporter.js';
import type { EmfPublication } from '../../../exporters/emf/index.js';
import { defaultRules } from '../../../exporters/emf/rules.js';
import type { Pending } from '../../shared/pending.js';
import { consoleMetricExporter } from '../export/console-exporters.js';
import { type ExporterOf, exporterOf, exportItems, isPostponed } from '../export/export.js';
import { loadOtlpExporter } from '../export/otlp.js';
import type { AggregationOption } from '../meters/aggregation.js';
import { AggregationType, type InstrumentType } from '../meters/metric-data.js';
import { resource } from '../settings/resource.js';
import { DEFAULT_NAMESPACE, type Settings } from '../settings/settings.js';
import { otlpAggregation } from './otlp-aggregation.js';

export interface MetricExporter extends ExporterOf<ResourceMetrics> {
  selectAggregation?(instrument: InstrumentType): AggregationOption;
  /** EMF keeps a publication as it is, and writes at once, before anything can end the process. */
  publish?(publication: EmfPublication): void;
  /** Whether there is nothing to flush. */
  readonly isIdle?: boolean;
}

export function createMetricExporter(choice: Settings['metrics'][number], namespace: string): MetricExporter {
  if (typeof choice !== 'string') return exporterOf(choice);
  switch (choice) {
    case 'otlp':
      return Object.assign(loadOtlpExporter<ResourceMetrics>('metrics'), {
        selectAggregation: otlpAggregation(process.env),
      });
    case 'console':
      return consoleMetricExporter();
    default:
      return createEmfExporter(namespace);
  }
}

/** Published values are gathered once: in exponential buckets, where all who get them want their histograms so. */
export function wantsExponential(exporters: readonly MetricExporter[]): boolean {
  const receivers = exporters.filter(({ publish }) => !publish);
  return receivers.length > 0 && receivers.every(isExponential);
}

/** Exports metrics and has the exporter flush; undefined where there is nothing to wait for. */
export function exportMetrics(exporter: MetricExporter, scopeMetrics: ScopeMetrics[]): Pending {
  if (scopeMetrics.length === 0) return flushIdleExporter(exporter);
  return exportItems(exporter, { resource: resource(), scopeMetrics }, 'metrics', { after: flushExporter });
}

/** Has an exporter flush that is given nothing: what it has may be from before. */
export function flushIdleExporter(exporter: MetricExporter): Pending {
  return isPostponed(exporter) ? undefined : flushExporter(exporter);
}

/** One that fails keeps no other from its export. */
function flushExporter(exporter: MetricExporter): Pending {
  try {
    return exporter.isIdle ? undefined : exporter.forceFlush?.()?.catch(reportFlushFailure);
  } catch (error) {
    return reportFlushFailure(error);
  }
}

/** A namespace that CloudWatch refuses costs its name, not the function. */
function createEmfExporter(namespace: string): EmfExporter {
  if (isNamespace(namespace)) return new EmfExporter(defaultRules(namespace));
  diag.error(
    `otel-powertools: CloudWatch does not take the namespace "${namespace}": metrics go to "${DEFAULT_NAMESPACE}". ${NAMESPACE_RULE}`,
  );
  return new EmfExporter(defaultRules(DEFAULT_NAMESPACE));
}

function isExponential(exporter: MetricExporter): boolean {
  try {
    return exporter.selectAggregation?.('HISTOGRAM').type === AggregationType.EXPONENTIAL_HISTOGRAM;
  } catch {
    // The meters say what is wrong with it.
    return false;
  }
}

function reportFlushFailure(error: unknown): undefined {
  diag.error('otel-powertools: a metrics exporter could not be flushed.', error);
}
