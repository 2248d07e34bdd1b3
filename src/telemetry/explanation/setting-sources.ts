/** Where a setting comes from. */
export interface SettingSource {
  readonly setting: string;
  /** Its name among the options, where it is one. */
  readonly option?: string;
  /** The variables that are asked, the first one that is set wins. */
  readonly variables: readonly string[];
}

/** The settings of telemetry and the variables they are read from, in the order in which they are asked. */
export const SETTING_SOURCES: readonly SettingSource[] = [
  {
    setting: 'service',
    option: 'service',
    variables: ['POWERTOOLS_SERVICE_NAME', 'OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'],
  },
  { setting: 'namespace', option: 'namespace', variables: ['POWERTOOLS_METRICS_NAMESPACE'] },
  { setting: 'disabled', variables: ['OTEL_SDK_DISABLED'] },
  { setting: 'traces', option: 'traces', variables: ['POWERTOOLS_TRACE_ENABLED', 'OTEL_TRACES_EXPORTER'] },
  { setting: 'metrics', option: 'metrics', variables: ['OTEL_METRICS_EXPORTER'] },
  { setting: 'logs', option: 'logs', variables: ['OTEL_LOGS_EXPORTER'] },
  { setting: 'sampler', variables: ['OTEL_TRACES_SAMPLER'] },
  { setting: 'samplerArgument', variables: ['OTEL_TRACES_SAMPLER_ARG'] },
  { setting: 'propagators', variables: ['OTEL_PROPAGATORS'] },
  { setting: 'parent', option: 'parent', variables: [] },
  { setting: 'captureErrors', variables: ['POWERTOOLS_TRACER_CAPTURE_ERROR'] },
  { setting: 'flushTimeoutMillis', option: 'flushTimeoutMillis', variables: [] },
  { setting: 'deadlineMarginMillis', option: 'deadlineMarginMillis', variables: [] },
];
