import type { Pending } from '../../shared/pending.js';
import type { DeferredExporter } from './deferred-exporter.js';
import { exportItems } from './export.js';

/** So many records go without waiting for a flush: an invocation that logs without end must not fill the memory. */
const MOST_GATHERED = 512;

/** An exporter that is told when an invocation is over, to export what came in it at once. */
export interface GatheringExporter<TItem> extends DeferredExporter<TItem[]> {
  /** Exports what was gathered. */
  flushGathered(): Pending;
}

/** Gathers log records until there is a flush: one request for an invocation, and not one for each record. */
export function gatheringExporter<TItem>(exporter: DeferredExporter<TItem[]>): GatheringExporter<TItem> {
  let gathered: TItem[] = [];
  const flushGathered = (): Pending => {
    if (gathered.length === 0) return undefined;
    const items = gathered;
    gathered = [];
    return exportItems(exporter, items, 'log records');
  };
  return {
    // It hands on what it is given.
    isLocal: true,
    get dropped() {
      return exporter.dropped;
    },
    export(items, done) {
      gathered.push(...items);
      // It is the exporter's now, which counts what it loses.
      done({ code: 0 });
      if (gathered.length >= MOST_GATHERED) void flushGathered();
    },
    flushGathered,
    async forceFlush() {
      await flushGathered();
      await exporter.forceFlush();
    },
  };
}
