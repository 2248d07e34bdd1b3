// A receiver of OTLP over HTTP on the loopback interface that says each span, metric and log record that it is sent. It
// reads them with the decoders that the OpenTelemetry project generates from its own .proto files.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

const { collector } = createRequire(import.meta.url)('otlp-proto/build/src/generated/root.js').opentelemetry.proto;

const SIGNALS = {
  '/v1/traces': { type: collector.trace.v1.ExportTraceServiceRequest, linesOf: spanLines },
  '/v1/metrics': { type: collector.metrics.v1.ExportMetricsServiceRequest, linesOf: metricLines },
  '/v1/logs': { type: collector.logs.v1.ExportLogsServiceRequest, linesOf: recordLines },
};

/** Starts the receiver; `onLine` is told one line an item. */
export async function startOtlpReceiver(onLine) {
  const server = createServer(async (request, response) => {
    const signal = request.method === 'POST' && SIGNALS[request.url];
    if (!signal) return response.writeHead(404).end();
    const body = await buffer(request);
    try {
      const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      const message = signal.type.toObject(signal.type.decode(plain), { longs: String, bytes: String, defaults: true });
      for (const line of signal.linesOf(message)) onLine(line);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    } catch (error) {
      onLine(`what came to ${request.url} is no OTLP: ${error.message}`);
      response.writeHead(400).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function spanLines({ resourceSpans }) {
  return items(resourceSpans, 'scopeSpans', 'spans').map((span) => {
    const milliseconds = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
    const trace = Buffer.from(span.traceId, 'base64').toString('hex');
    return `span    ${span.name}  ${milliseconds.toFixed(1)} ms  trace ${trace}${span.status?.code === 2 ? '  error' : ''}`;
  });
}

function metricLines({ resourceMetrics }) {
  return items(resourceMetrics, 'scopeMetrics', 'metrics').flatMap((metric) => {
    const points = (metric.sum ?? metric.gauge ?? metric.histogram ?? metric.exponentialHistogram)?.dataPoints ?? [];
    return points.map((point) => {
      const value = point.sum === undefined ? Number(point.asInt ?? point.asDouble) : `${point.sum} in ${point.count}`;
      return `metric  ${metric.name}  ${value}${metric.unit ? ` ${metric.unit}` : ''}`;
    });
  });
}

function recordLines({ resourceLogs }) {
  return items(resourceLogs, 'scopeLogs', 'logRecords').map(
    ({ severityText, body }) => `log     ${severityText}  ${body?.stringValue ?? JSON.stringify(body)}`,
  );
}

function items(resources, scopes, name) {
  return resources.flatMap((resource) => resource[scopes]).flatMap((scope) => scope[name]);
}
