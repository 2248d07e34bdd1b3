import { diag } from '@opentelemetry/api';
import type { ExportCallback } from '../settings/options.js';
import type { ExporterOf } from './export.js';

/** An exporter that may still be on its way. */
export interface DeferredExporter<TItems> extends ExporterOf<TItems> {
  forceFlush(): Promise<void>;
  /** What was lost: as the exporter counts it; where there is none, how many spans, records or exports of metrics. */
  readonly dropped: unknown;
}

/**
 * Stands in for an exporter whose module is loaded on demand, from creation on: what is exported meanwhile waits for it.
 * If the module cannot be loaded, that is said once, and what is exported is counted as dropped.
 */
export function deferredExporter<TItems>(
  load: () => Promise<ExporterOf<TItems>>,
  hint: string,
): DeferredExporter<TItems> {
  let dropped = 0;
  let loaded: ExporterOf<TItems> | undefined;
  const loading = load().then(
    (exporter) => {
      loaded = exporter;
    },
    (error: unknown) => diag.error(`otel-powertools: ${hint}`, error),
  );
  const drop = (items: TItems, done: ExportCallback): void => {
    dropped += Array.isArray(items) ? items.length : 1;
    // It has been said that it could not be loaded: not again with each flush.
    done({ code: 0 });
  };
  return {
    get dropped() {
      return loaded && 'dropped' in loaded ? loaded.dropped : dropped;
    },
    export(items, done) {
      if (loaded) loaded.export(items, done);
      else {
        void loading
          .then(() => (loaded ? loaded.export(items, done) : drop(items, done)))
          // Later than its caller could catch it.
          .catch((error: unknown) =>
            done({ code: 1, error: error instanceof Error ? error : new Error(String(error)) }),
          );
      }
    },
    async forceFlush() {
      await loading;
      await loaded?.forceFlush?.();
    },
  };
}
