import { diag } from '@opentelemetry/api';
import type { ExportCallback } from '../settings/options.js';
import type { ExporterOf } from './export.js';

/**
 * Stands in for an exporter whose module is loaded on demand, from creation on: what is exported meanwhile waits for it.
 * If the module cannot be loaded, that is said once, and what is exported is counted as dropped.
 */
export function deferredExporter<TItems>(
  load: () => Promise<ExporterOf<TItems>>,
  hint: string,
): ExporterOf<TItems> & { readonly dropped: number; shutdown(): Promise<void> } {
  let dropped = 0;
  const loading = load().catch((error: unknown) => {
    diag.error(`otel-powertools: ${hint}`, error);
    return undefined;
  });
  return {
    get dropped() {
      return dropped;
    },
    export(items: TItems, done: ExportCallback): void {
      void loading.then((exporter) => {
        if (exporter) return exporter.export(items, done);
        dropped += Array.isArray(items) ? items.length : 1;
        // It has been said that it could not be loaded: not again with each flush.
        done({ code: 0 });
      });
    },
    async forceFlush(): Promise<void> {
      await (await loading)?.forceFlush?.();
    },
    async shutdown(): Promise<void> {},
  };
}
