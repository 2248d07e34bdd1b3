// Calls Redis and MariaDB in a trace, with the package as it is installed or bundled; prints the spans there were. What is to
// be in place before the clients are loaded is what INSTRUMENTED says.
const { trace } = require('@opentelemetry/api');
const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { Tracer } = require('otel-powertools/tracer');

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
// Not resolved by a bundler: who instruments does not bundle.
const load = module.require?.bind(module);
for (const [name, exported] of JSON.parse(process.env.INSTRUMENTED ?? '[]')) new (load(name)[exported])();
const tracer = new Tracer();

const { Redis } = require('ioredis');
const mysql = require('mysql2/promise');

async function main() {
  const redis = new Redis(Number(process.env.REDIS_PORT), '127.0.0.1');
  const connection = await mysql.createConnection({
    host: '127.0.0.1',
    port: Number(process.env.MARIADB_PORT),
    user: 'root',
    database: 'mysql',
  });
  await redis.ping();
  const handler = async () => {
    await redis.get('a');
    await connection.query('SELECT COUNT(*) FROM user');
  };
  await tracer.captureMethod(handler)();
  redis.disconnect();
  await connection.end();
  const ofHandler = exporter.getFinishedSpans().filter(({ parentSpanContext }) => parentSpanContext !== undefined);
  process.stdout.write(
    JSON.stringify(ofHandler.map(({ name, instrumentationScope }) => [name, instrumentationScope.name])),
  );
}
main();
