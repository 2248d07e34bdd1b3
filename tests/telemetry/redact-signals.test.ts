import { metrics, trace } from '@opentelemetry/api';
import { configure, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Daemon, startDaemon } from '../support/daemon.js';
import { lambdaContext, traceHeader } from '../support/lambda.js';

const CARD = '4111111111111111';

describe('a redaction policy', () => {
  let daemon: Daemon;
  const written: string[] = [];

  beforeAll(async () => {
    daemon = await startDaemon();
    process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
    process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
    process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address;
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk, encoding, done) => {
      written.push(String(chunk));
      const callback = typeof encoding === 'function' ? encoding : done;
      callback?.(null);
      return true;
    });
    configure({ redact: { keys: ['password', 'email'], patterns: [/\b\d{16}\b/] } });
  });

  afterAll(() => {
    vi.restoreAllMocks();
    return daemon.close();
  });

  beforeEach(() => {
    written.length = 0;
    daemon.clear();
  });

  it('holds for log lines, span attributes, annotations, metadata, exceptions, dimensions and properties alike', async () => {
    const logger = new Logger();
    const tracer = new Tracer();
    const facade = new Metrics({ namespace: 'Shop' });
    const counter = metrics.getMeter('test').createCounter('standard');
    const handler = withPowertools(async () => {
      logger.info(`card ${CARD}`, { password: 'hunter2' });
      tracer.putAnnotation('email', 'ada@example.com');
      tracer.putMetadata('login', { user: 'ada', password: 'hunter2', note: `paid with ${CARD}` });
      trace.getActiveSpan()?.setAttribute('card', CARD);
      facade.addDimension('email', 'ada@example.com');
      facade.addMetadata('password', 'hunter2');
      // Held by itself, it must not cost the metrics of the invocation.
      const cyclic: Record<string, unknown> = { password: 'hunter2' };
      cyclic.self = cyclic;
      facade.addMetadata('cyclic', cyclic);
      logger.logEventIfEnabled({ body: JSON.stringify({ password: 'hunter2', card: Number(CARD) }) }, true);
      facade.addMetric('logins', MetricUnit.Count, 1);
      counter.add(1, { email: 'ada@example.com' });
      throw new Error(`no credit on ${CARD}`);
    });
    await expect(handler({}, lambdaContext({ xRayTraceId: traceHeader().header }))).rejects.toThrow(CARD);

    const [document] = await daemon.until((all) => all.length === 1);
    expect(document).toMatchObject({
      annotations: { email: '[REDACTED]' },
      metadata: {
        default: { card: '[REDACTED]' },
        service_undefined: { login: { user: 'ada', password: '[REDACTED]', note: 'paid with [REDACTED]' } },
      },
      cause: { exceptions: [expect.objectContaining({ message: 'no credit on [REDACTED]' })] },
    });
    const everything = [...daemon.datagrams.map(String), ...written].join('\n');
    expect(everything).toContain('"logins"');
    expect(everything).toContain('"standard"');
    for (const secret of [CARD, 'hunter2', 'ada@example.com']) expect(everything).not.toContain(secret);
  });
});
