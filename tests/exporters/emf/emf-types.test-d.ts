import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { EmfMetricExporter, type EmfResourceMetrics } from 'otel-powertools/exporters/emf';
import { describe, expectTypeOf, it } from 'vitest';

describe('EmfMetricExporter', () => {
  it('is an exporter of the SDK, whose data it takes', () => {
    expectTypeOf<EmfMetricExporter>().toExtend<PushMetricExporter>();
    expectTypeOf<ResourceMetrics>().toExtend<EmfResourceMetrics>();
  });

  it('takes a list or a function for its dimensions, and no other storage resolution than 1 or 60', () => {
    expectTypeOf(EmfMetricExporter).toBeConstructibleWith({ dimensions: ['plan'] });
    expectTypeOf(EmfMetricExporter).toBeConstructibleWith({ dimensions: (name: string) => name === 'plan' });
    // @ts-expect-error CloudWatch has no such resolution.
    new EmfMetricExporter({ storageResolution: 10 });
  });
});
