import { diag } from '@opentelemetry/api';

/**
 * Standard variables that have no effect here. Nothing is exported in batches or by a timer, but when an invocation
 * ends; exporters other than OTLP over HTTP, configuration files and detectors are not there.
 */
const UNSUPPORTED =
  /^OTEL_(BSP_|BLRP_|METRIC_EXPORT_|METRICS_EXEMPLAR_FILTER$|(EXPERIMENTAL_)?CONFIG_FILE$|EXPORTER_(ZIPKIN|JAEGER|PROMETHEUS)_|NODE_)/;

/** Names the variables that are set and have no effect, in one warning. */
export function warnOfUnsupported(env: Readonly<Record<string, string | undefined>>): void {
  const found = Object.keys(env).filter((name) => UNSUPPORTED.test(name));
  if (found.length === 0) return;
  diag.warn(
    `otel-powertools: ${found.join(', ')} ${found.length === 1 ? 'has' : 'have'} no effect here and can be removed; docs/configuration.md says what is used instead.`,
  );
}
