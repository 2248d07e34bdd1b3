/**
 * Standard variables that have no effect here. Nothing is exported in batches or by a timer, but when an invocation ends;
 * exporters other than OTLP over HTTP, configuration files and detectors are not there.
 */
export const WITHOUT_EFFECT =
  /^OTEL_(BSP_|BLRP_|METRIC_EXPORT_|METRICS_EXEMPLAR_FILTER$|(EXPERIMENTAL_)?CONFIG_FILE$|EXPORTER_(ZIPKIN|JAEGER|PROMETHEUS)_|NODE_)/;
