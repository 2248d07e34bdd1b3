/** The variables that this package, or OpenTelemetry's exporters and limits in it, read. */
const KNOWN: readonly string[] = [
  ...['DEV', 'SERVICE_NAME', 'LOG_LEVEL', 'METRICS_NAMESPACE', 'METRICS_FUNCTION_NAME', 'METRICS_DISABLED'],
  ...['LOGGER_SAMPLE_RATE', 'LOGGER_LOG_EVENT', 'TRACE_ENABLED', 'TRACER_CAPTURE_RESPONSE', 'TRACER_CAPTURE_ERROR'],
  ...['TRACER_CAPTURE_HTTPS_REQUESTS', 'IDEMPOTENCY_DISABLED', 'PARAMETERS_MAX_AGE', 'PARAMETERS_SSM_DECRYPT'],
].map((name) => `POWERTOOLS_${name}`);

const OTLP = ['ENDPOINT', 'HEADERS', 'TIMEOUT', 'COMPRESSION', 'PROTOCOL', 'CERTIFICATE', 'CLIENT_KEY'].flatMap(
  (name) => ['', 'TRACES_', 'METRICS_', 'LOGS_'].map((signal) => `OTEL_EXPORTER_OTLP_${signal}${name}`),
);

const KNOWN_OTEL: readonly string[] = [
  ...['SDK_DISABLED', 'SERVICE_NAME', 'RESOURCE_ATTRIBUTES', 'LOG_LEVEL', 'PROPAGATORS', 'TRACES_EXPORTER'],
  ...['METRICS_EXPORTER', 'LOGS_EXPORTER', 'TRACES_SAMPLER', 'TRACES_SAMPLER_ARG', 'ATTRIBUTE_COUNT_LIMIT'],
  ...['ATTRIBUTE_VALUE_LENGTH_LIMIT', 'SPAN_ATTRIBUTE_COUNT_LIMIT', 'SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
  ...['SPAN_EVENT_COUNT_LIMIT', 'SPAN_LINK_COUNT_LIMIT', 'SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT'],
  ...['SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT', 'EVENT_ATTRIBUTE_COUNT_LIMIT', 'LINK_ATTRIBUTE_COUNT_LIMIT'],
  ...['LOGRECORD_ATTRIBUTE_COUNT_LIMIT', 'LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'SEMCONV_STABILITY_OPT_IN'],
].map((name) => `OTEL_${name}`);

/** Read by nobody here, but by name: the function itself warns of them. */
const WARNED_OF =
  /^OTEL_(BSP_|BLRP_|METRIC_EXPORT_|METRICS_EXEMPLAR_FILTER$|(EXPERIMENTAL_)?CONFIG_FILE$|EXPORTER_|NODE_)/;

const ALL = [...KNOWN, ...OTLP, ...KNOWN_OTEL];

// More letters than this are another name and no slip.
const MOST_EDITS = 4;

/** Whether a name that looks like a setting of this package is one. */
export function isKnownVariable(name: string): boolean {
  return !/^(POWERTOOLS|OTEL)_/.test(name) || ALL.includes(name) || WARNED_OF.test(name);
}

/** The known name that `name` was probably meant to be. */
export function closestVariable(name: string): string | undefined {
  const [closest] = ALL.map((known) => ({ known, edits: distance(name, known) })).sort((a, b) => a.edits - b.edits);
  return closest && closest.edits <= MOST_EDITS ? closest.known : undefined;
}

/** How many letters are to be added, left out or replaced to make one text the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [index, wanted] of [...other].entries()) {
      const replaced = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
