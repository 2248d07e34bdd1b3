import { diag } from '@opentelemetry/api';
import type { ExporterOf } from './export.js';
import type { ExportCallback } from './options.js';

/**
 * Stands in for an exporter whose module is loaded on demand, from creation on: what is exported meanwhile waits for it.
 * If the module cannot be loaded, that is said once and every export fails.
 */
export const deferredExporter = <TItems>(
  load: () => Promise<ExporterOf<TItems>>,
  hint: string,
): ExporterOf<TItems> & { shutdown(): Promise<void> } => {
  const loading = load().catch((error: unknown) => {
    diag.error(`otel-powertools: ${hint}`, error);
    return undefined;
  });
  return {
    export(items: TItems, done: ExportCallback): void {
      void loading.then((exporter) => {
        if (exporter) exporter.export(items, done);
        else done({ code: 1, error: new Error(hint) });
      });
    },
    async forceFlush(): Promise<void> {
      await (await loading)?.forceFlush?.();
    },
    async shutdown(): Promise<void> {},
  };
};
