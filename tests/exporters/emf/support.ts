import type { Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { EmfMetricExporter, type EmfMetricExporterOptions } from 'otel-powertools/exporters/emf';
import { type EmfLine, readEmf } from './read-emf.js';

/** Never by itself: the tests flush. */
const NEVER_MILLIS = 2_147_483_647;

/** A real SDK whose lines are read as CloudWatch reads them. */
export const createMeter = (
  options: EmfMetricExporterOptions = {},
  { resource = { 'service.name': 'cart' }, views = [] }: { resource?: Attributes; views?: ViewOptions[] } = {},
) => {
  const written: string[] = [];
  const exporter = new EmfMetricExporter({
    namespace: 'shop',
    writeLine: (line) => {
      written.push(line);
      return true;
    },
    ...options,
  });
  const provider = new MeterProvider({
    resource: resourceFromAttributes(resource),
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: NEVER_MILLIS })],
    views,
  });
  return {
    exporter,
    provider,
    meter: provider.getMeter('shop', '1.2.3'),
    written,
    /** The lines of this flush. */
    async flush(): Promise<EmfLine[]> {
      written.length = 0;
      await provider.forceFlush();
      return written.map(readEmf);
    },
  };
};
