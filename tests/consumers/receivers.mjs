// What a function's telemetry arrives at: the X-Ray daemon's UDP port and an HTTP server for OTLP and for outgoing calls.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const TRACE_ID = '1-6a54a8c2-abcdef012345678912345678';
const invoke = fileURLToPath(new URL('invoke.mjs', import.meta.url));

export const openReceivers = async () => {
  const documents = [];
  const paths = [];
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const [, ...lines] = datagram.toString('utf8').split('\n');
    for (const line of lines) if (line) documents.push(JSON.parse(line));
  });
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.resume().on('end', () => response.end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    documents,
    paths,
    env: {
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
  receivers.paths.length = 0;
  const child = spawn(executable, [invoke, how, file], {
    env: {
      PATH: process.env.PATH,
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
    paths: [...receivers.paths],
  };
};

const named = (documents, name) =>
  documents.some((document) => document.name === name || named(document.subsegments ?? [], name));

/** What is missing from what came out of an invocation; empty when all arrived. */
export const missing = ({ code, stdout, stderr, answer, documents, paths }, { spans, metrics, otlp }) => {
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
  if (otlp && !paths.includes('/v1/traces')) problems.push('nothing at the OTLP endpoint');
  if (stderr.trim()) problems.push(`stderr: ${stderr.trim().split('\n')[0]}`);
  return problems;
};
