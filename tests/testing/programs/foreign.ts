import { trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { captureTelemetry } from 'otel-powertools/testing';

trace.setGlobalTracerProvider(new BasicTracerProvider());
const telemetry = captureTelemetry();
try {
  process.stdout.write(`${telemetry.logs.length} ${telemetry.spans.length}`);
} catch (error) {
  process.stdout.write(String(error));
}
