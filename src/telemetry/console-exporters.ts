export { ConsoleLogRecordExporter } from '@opentelemetry/sdk-logs';
export { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics';
export { ConsoleSpanExporter } from '@opentelemetry/sdk-trace-base';
