import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type ExportableSpan, XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { expectTypeOf, it } from 'vitest';

it('fits where the SDK wants an exporter, and takes the spans that the SDK makes', () => {
  expectTypeOf<XRaySpanExporter>().toExtend<SpanExporter>();
  expectTypeOf<ReadableSpan>().toExtend<ExportableSpan>();
  new BatchSpanProcessor(new XRaySpanExporter());
});
