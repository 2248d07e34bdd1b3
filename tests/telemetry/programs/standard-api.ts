import { propagation, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { withPowertools } from 'otel-powertools';

/** What is read of a span. */
interface Exported {
  readonly name: string;
  readonly attributes: object;
  readonly events: readonly object[];
  readonly links: readonly object[];
  readonly parentSpanContext?: SpanContext;
  readonly resource: { readonly attributes: object };
}

const spans: object[] = [];
let resource: object = {};
const exporter = {
  export(items: readonly Exported[], done: (result: { code: number }) => void) {
    for (const { name, attributes, events, links, parentSpanContext, resource: ofSpan } of items) {
      const parent = parentSpanContext?.traceId;
      spans.push({ name, attributes, events: events.length, links: links.length, parent });
      resource = ofSpan.attributes;
    }
    done({ code: 0 });
  },
  shutdown: async () => {},
};

interface ExportedRecord {
  readonly attributes: object;
  readonly droppedAttributesCount: number;
}

const records: object[] = [];
const recordExporter = {
  export(items: readonly ExportedRecord[], done: (result: { code: number }) => void) {
    for (const { attributes, droppedAttributesCount: dropped } of items) records.push({ attributes, dropped });
    done({ code: 0 });
  },
  shutdown: async () => {},
};

const handler = withPowertools(
  async (_event: object) => {
    const link = { context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 } };
    const span = trace.getTracer('test').startSpan('work', { links: [link, link, link] });
    for (let index = 0; index < 5; index += 1) span.setAttribute(`key${index}`, 'long value').addEvent('event');
    span.end();
    logs.getLogger('test').emit({ attributes: { key0: 'long value', key1: 1, key2: 2 } });
  },
  {
    traces: exporter,
    metrics: 'none',
    ...(process.env.OTEL_LOGS_EXPORTER === undefined && { logs: recordExporter }),
  },
);

const carrier: Record<string, string> = {};
const active = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
propagation.inject(trace.setSpanContext(ROOT_CONTEXT, active), carrier);
const headers = {
  traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`,
  b3: `${'e'.repeat(32)}-${'f'.repeat(16)}-1`,
};
await handler({ headers, requestContext: { http: {} }, version: '2.0' }, Object.create(null));
// What is said behind the evaluation of the module comes before the report.
await new Promise(setImmediate);
process.stdout.write(`${JSON.stringify({ spans, records, carrier, resource })}\n`);
