// What a function's telemetry arrives at: the X-Ray daemon's UDP port and an HTTP server for OTLP and for outgoing calls.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const TRACE_ID = '1-6a54a8c2-abcdef012345678912345678';
const invoke = fileURLToPath(new URL('invoke.mjs', import.meta.url));

// What protobufjs makes of the official .proto files.
const { collector } = createRequire(import.meta.url)('otlp-proto/build/src/generated/root.js').opentelemetry.proto;

/** How a request of each path is decoded, and the names of what is in it. */
const OTLP = {
  '/v1/traces': (body) =>
    collector.trace.v1.ExportTraceServiceRequest.decode(body).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
    ),
  '/v1/metrics': (body) =>
    collector.metrics.v1.ExportMetricsServiceRequest.decode(body).resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
    ),
  '/v1/logs': (body) =>
    collector.logs.v1.ExportLogsServiceRequest.decode(body).resourceLogs.flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => record.body?.stringValue)),
    ),
};

export const openReceivers = async () => {
  const documents = [];
  const overOtlp = [];
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const [, ...lines] = datagram.toString('utf8').split('\n');
    for (const line of lines) if (line) documents.push(JSON.parse(line));
  });
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    overOtlp.push(...(OTLP[request.url]?.(body) ?? []));
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    documents,
    overOtlp,
    env: {
      OTEL_TRACES_EXPORTER: 'xray,otlp',
      OTEL_METRICS_EXPORTER: 'emf,otlp',
      OTEL_LOGS_EXPORTER: 'json,otlp',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${socket.address().port}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      SHOP_URL: `${url}/shop`,
    },
    close: () => {
      socket.close();
      server.closeAllConnections();
      server.close();
    },
  };
};

/** Invokes the function in `file` once, in a process of its own with what Lambda sets, and returns all that came out. */
export const invokeOnce = async (executable, how, file, receivers) => {
  receivers.documents.length = 0;
  receivers.overOtlp.length = 0;
  const child = spawn(executable, [invoke, how, file], {
    env: {
      PATH: process.env.PATH,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs',
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_REGION: 'eu-west-1',
      LAMBDA_TASK_ROOT: '/var/task',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: `Root=${TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1`,
      ...receivers.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', '', ''];
  for (const fd of [1, 2, 3]) {
    child.stdio[fd].setEncoding('utf8').on('data', (chunk) => {
      texts[fd] += chunk;
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  // The datagram is in the socket's queue by now; one turn and the event loop has handed it over.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    code,
    stdout: texts[1],
    stderr: texts[2],
    answer: texts[3],
    documents: [...receivers.documents],
    overOtlp: [...receivers.overOtlp],
  };
};

const named = (documents, name) =>
  documents.some((document) => document.name === name || named(document.subsegments ?? [], name));

/** What is missing from what came out of an invocation; empty when all arrived. */
export const missing = ({ code, stdout, stderr, answer, documents, overOtlp }, { spans, metrics, otlp }) => {
  if (code !== 0) return [`the function ended with ${code}: ${stderr.trim().split('\n').slice(0, 12).join('\n')}`];
  const problems = [];
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { statusCode, body } = JSON.parse(answer);
  if (statusCode !== 200 || JSON.parse(body).charged !== 'A-1001') problems.push(`the answer is ${answer}`);
  const log = lines.find(({ message }) => message === 'order received');
  if (!log) problems.push('no log line');
  else if (log.order_id !== 'A-1001' || log.xray_trace_id !== TRACE_ID)
    problems.push(`the log line is ${JSON.stringify(log)}`);
  const written = lines.flatMap((line) =>
    (line._aws?.CloudWatchMetrics ?? []).flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)),
  );
  for (const metric of metrics) if (!written.includes(metric)) problems.push(`no EMF metric ${metric}`);
  for (const span of spans)
    if (!named(documents, span))
      problems.push(`no span ${span} among ${documents.map(({ name }) => name).join(', ') || 'none'}`);
  if (documents.some(({ trace_id }) => trace_id !== TRACE_ID)) problems.push('a span belongs to another trace');
  for (const name of otlp)
    if (!overOtlp.includes(name)) problems.push(`no ${name} over OTLP among ${overOtlp.join(', ') || 'nothing'}`);
  if (stderr.trim()) problems.push(`stderr: ${stderr.trim().split('\n')[0]}`);
  return problems;
};
