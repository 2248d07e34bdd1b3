// Exports trees of spans, one after the other, each when it is told to; says what the exporter knows of each.
import { XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { spanId } from '../spans.js';
import { type Shape, spansOf } from './shapes.js';

interface Command {
  readonly shape: Shape;
  readonly count: number;
  /** Milliseconds; without, as a plain SDK exports. */
  readonly budget?: number;
}

const exporter = new XRaySpanExporter({ lambda: true });
let first = 1;

process.on('message', async ({ shape, count, budget }: Command) => {
  const spans = spansOf(shape, count, first);
  const before = exporter.dropped.total;
  const start = performance.now();
  if (budget === undefined) await new Promise((resolve) => exporter.export(spans, resolve));
  else
    await exporter.deliver(
      spans,
      () => {},
      () => budget,
    );
  const millis = performance.now() - start;
  process.send?.({ ids: [first, count], root: spanId(first), dropped: exporter.dropped.total - before, millis });
  first += count;
});
process.on('disconnect', () => process.exit());
