/** How the value of a variable is read: see the functions of the same names in read.ts. */
export type Kind = 'text' | 'flag' | 'switch' | 'number' | 'list';

/** The telemetry settings that variables decide about, as `explain()` names them. */
type DecidedSetting =
  | 'service'
  | 'namespace'
  | 'disabled'
  | 'traces'
  | 'metrics'
  | 'logs'
  | 'sampler'
  | 'samplerArgument'
  | 'propagators'
  | 'captureErrors'
  | 'maskSecrets'
  | 'exportMode'
  | 'exportBatchMillis'
  | 'exportBatchBytes';

/** A row of the table: how a variable is read, by which folders, and which setting it decides about. */
export interface Variable<TKind extends Kind = Kind> {
  readonly kind: TKind;
  /** Folders of `src` and `exporters`. `elsewhere`: by an instrumentation that the user has installed. */
  readonly readers: readonly string[];
  readonly setting: DecidedSetting | undefined;
}

/**
 * Every environment variable that is read here and that a user may set, one a line; of those that decide about one
 * setting, the first that is set wins. The readers take only these names (`VariableName`); `explain()` and `otel-powertools doctor`
 * read the table, and a test compares it with the documentation and with what the folders read.
 */
export const variables = {
  POWERTOOLS_SERVICE_NAME: row('text', ['commons', 'telemetry', 'parameters'], 'service'),
  OTEL_SERVICE_NAME: row('text', ['telemetry'], 'service'),
  OTEL_RESOURCE_ATTRIBUTES: row('list', ['telemetry'], 'service'),
  POWERTOOLS_METRICS_NAMESPACE: row('text', ['telemetry', 'metrics'], 'namespace'),
  OTEL_SDK_DISABLED: row('text', ['telemetry'], 'disabled'),
  POWERTOOLS_TRACE_ENABLED: row('switch', ['telemetry', 'tracer'], 'traces'),
  OTEL_TRACES_EXPORTER: row('list', ['telemetry'], 'traces'),
  OTEL_METRICS_EXPORTER: row('list', ['telemetry'], 'metrics'),
  OTEL_LOGS_EXPORTER: row('list', ['telemetry'], 'logs'),
  OTEL_TRACES_SAMPLER: row('text', ['telemetry'], 'sampler'),
  OTEL_TRACES_SAMPLER_ARG: row('text', ['telemetry'], 'samplerArgument'),
  OTEL_PROPAGATORS: row('list', ['telemetry'], 'propagators'),
  POWERTOOLS_TRACER_CAPTURE_ERROR: row('switch', ['telemetry', 'tracer'], 'captureErrors'),
  POWERTOOLS_TRACER_MASK_SECRETS: row('switch', ['telemetry', 'tracer'], 'maskSecrets'),
  POWERTOOLS_EXPORT_MODE: row('text', ['telemetry'], 'exportMode'),
  POWERTOOLS_EXPORT_BATCH_MILLIS: row('number', ['telemetry'], 'exportBatchMillis'),
  POWERTOOLS_EXPORT_BATCH_BYTES: row('number', ['telemetry'], 'exportBatchBytes'),

  POWERTOOLS_DEV: row('flag', ['commons', 'logger', 'metrics', 'event-handler', 'parameters']),
  POWERTOOLS_IDEMPOTENCY_DISABLED: row('flag', ['idempotency']),
  POWERTOOLS_LOG_LEVEL: row('text', ['logger']),
  POWERTOOLS_LOGGER_LOG_EVENT: row('flag', ['logger']),
  POWERTOOLS_LOGGER_SAMPLE_RATE: row('number', ['logger']),
  POWERTOOLS_METRICS_DISABLED: row('flag', ['metrics']),
  POWERTOOLS_METRICS_FUNCTION_NAME: row('text', ['metrics']),
  POWERTOOLS_PARAMETERS_MAX_AGE: row('number', ['parameters']),
  POWERTOOLS_PARAMETERS_SSM_DECRYPT: row('flag', ['parameters']),
  POWERTOOLS_APPCONFIG_AGENT_RETURN_VALUE: row('text', ['parameters']),
  POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS: row('switch', ['tracer']),
  POWERTOOLS_TRACER_CAPTURE_DATABASE_CALLS: row('switch', ['tracer']),
  POWERTOOLS_TRACER_CAPTURE_DATABASE_QUERY_TEXT: row('flag', ['tracer']),
  POWERTOOLS_TRACER_CAPTURE_RESPONSE: row('switch', ['tracer']),
  POWERTOOLS_TRACER_MAX_CAPTURED_BYTES: row('number', ['tracer']),

  OTEL_LOG_LEVEL: row('text', ['telemetry']),
  OTEL_ATTRIBUTE_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: row('number', ['telemetry']),
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: row('number', ['telemetry']),
  OTEL_SPAN_EVENT_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_SPAN_LINK_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: row('number', ['telemetry']),
  OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: row('number', ['telemetry']),
  ...otlp('ENDPOINT'),
  ...otlp('PROTOCOL'),
  ...otlp('HEADERS'),
  ...otlp('TIMEOUT'),
  ...otlp('COMPRESSION'),
  ...otlp('CERTIFICATE'),
  ...otlp('CLIENT_KEY'),
  ...otlp('CLIENT_CERTIFICATE'),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: row('text', ['telemetry']),
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: row('text', ['telemetry']),
  OTEL_SEMCONV_STABILITY_OPT_IN: row('list', ['elsewhere']),

  LOG_LEVEL: row('text', ['logger']),
  ENVIRONMENT: row('text', ['logger']),
  TZ: row('text', ['logger', 'telemetry', 'exporters/json']),
  AWS_LAMBDA_LOG_LEVEL: row('text', ['exporters/lambda-filter.ts', 'logger']),
  AWS_EXECUTION_ENV: row('text', ['commons', 'telemetry', 'tracer']),
  AWS_SAM_LOCAL: row('text', ['telemetry']),
  AWS_XRAY_DAEMON_ADDRESS: row('text', ['exporters/xray']),
  AWS_APPCONFIG_EXTENSION_HTTP_PORT: row('text', ['parameters']),
  AWS_CONTAINER_CREDENTIALS_FULL_URI: row('text', ['signing', 'tracer']),
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: row('text', ['signing']),
  AWS_CONTAINER_AUTHORIZATION_TOKEN: row('text', ['signing']),
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: row('text', ['signing']),
  AWS_ENDPOINT_URL: row('text', ['aws']),
  AWS_ENDPOINT_URL_APPCONFIGDATA: row('text', ['parameters']),
  AWS_ENDPOINT_URL_DYNAMODB: row('text', ['idempotency']),
  AWS_ENDPOINT_URL_SECRETS_MANAGER: row('text', ['parameters']),
  AWS_ENDPOINT_URL_SSM: row('text', ['parameters']),
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: row('text', ['aws']),
  AWS_MAX_ATTEMPTS: row('number', ['aws']),
  AWS_USE_DUALSTACK_ENDPOINT: row('text', ['aws']),
  AWS_USE_FIPS_ENDPOINT: row('text', ['aws']),
} as const satisfies Readonly<Record<string, Variable>>;

type Variables = typeof variables;

/** The name of a variable of one kind. */
export type VariableOf<TKind extends Kind> = {
  [Name in keyof Variables]: Variables[Name] extends Variable<TKind> ? Name : never;
}[keyof Variables];

export type VariableName = keyof Variables;

type OtlpVariable<TName extends string> = `OTEL_EXPORTER_OTLP_${'' | 'TRACES_' | 'METRICS_' | 'LOGS_'}${TName}`;

function row<TKind extends Kind>(kind: TKind, readers: readonly string[], setting?: DecidedSetting): Variable<TKind> {
  return { kind, readers, setting };
}

/** A variable for all signals, and one for each. The exporter, which stands alone, reads them itself. */
function otlp<TName extends string>(name: TName): Record<OtlpVariable<TName>, Variable<'text'>> {
  const prefix = 'OTEL_EXPORTER_OTLP_';
  const variable = row('text', ['exporters/otlp']);
  // Object.fromEntries forgets the names that it is given.
  return Object.fromEntries(
    ['', 'TRACES_', 'METRICS_', 'LOGS_'].map((signal) => [`${prefix}${signal}${name}`, variable]),
  ) as Record<OtlpVariable<TName>, Variable<'text'>>;
}
