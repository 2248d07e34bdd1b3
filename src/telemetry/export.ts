import { context, diag } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { AnyExporter } from './options.js';

/** An exporter as this folder calls it, with the type of what it exports restored. */
export interface ExporterOf<TItems> {
  export(items: TItems, done: (result: { code: number; error?: Error }) => void): void;
  forceFlush?(): Promise<void>;
}

/** An exporter that the user handed over takes the data of its own signal; only the user can know that it does. */
export const exporterOf = <TItems>(exporter: AnyExporter): ExporterOf<TItems> => exporter as ExporterOf<TItems>;

/**
 * Exports, and resolves when the exporter has answered. Never rejects: an exporter that throws or fails costs its data,
 * not the answer of the function, and is reported.
 */
export const exportItems = <TItems>(exporter: ExporterOf<TItems>, items: TItems, signal: string): Promise<void> =>
  new Promise((resolve) => {
    // What an exporter does over the network is not part of the function's own trace.
    context.with(suppressTracing(context.active()), () => {
      try {
        const returned: unknown = exporter.export(items, ({ code, error }) => {
          if (code !== 0) reportFailure(signal, error);
          resolve();
        });
        // Typed as giving nothing, an exporter may be an asynchronous function even so.
        if (returned instanceof Promise) {
          returned.catch((error: unknown) => {
            reportFailure(signal, error);
            resolve();
          });
        }
      } catch (error) {
        reportFailure(signal, error);
        resolve();
      }
    });
  });

const reportFailure = (signal: string, error: unknown): void => {
  diag.error(`otel-powertools: the ${signal} exporter failed; its ${signal} of this flush are lost.`, error);
};
