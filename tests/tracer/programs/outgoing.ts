// Bundled as an ES module, where nothing can be patched.
import { createServer } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { trace } from '@opentelemetry/api';
import { Tracer } from 'otel-powertools/tracer';
import { report } from './report.js';

const server = createServer((_request, response) => response.end('{}'));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

const tracer = new Tracer();
const client = tracer.captureAWSv3Client(
  new DynamoDBClient({
    region: 'eu-west-1',
    endpoint: origin,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  }),
);
await trace.getTracer('program').startActiveSpan('handler', async (span) => {
  await client.send(new ListTablesCommand({}));
  await (await fetch(`${origin}/by-fetch`)).text();
  const { request } = await import('node:http');
  await new Promise((resolve) =>
    request(`${origin}/by-http`, (response) => response.resume().on('close', resolve)).end(),
  );
  span.end();
});
client.destroy();
server.close();
server.closeAllConnections();
report(undefined);
