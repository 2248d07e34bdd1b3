import { execFile } from 'node:child_process';
import { createSocket, Socket } from 'node:dgram';
import { promisify } from 'node:util';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { BasicTracerProvider, BatchSpanProcessor, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { build } from 'esbuild';
import { type ExportableSpan, type ExportResult, XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDaemon } from './daemon.js';
import { diagLines } from './diag.js';
import { bodyOf, documentOf, faultsOf, reassemble } from './documents.js';
import { decodeRequest } from './protobuf-reader.js';
import { LAMBDA_PARENT_ID, span, spanId, TRACE_ID } from './spans.js';

const exportOf = (exporter: XRaySpanExporter, spans: readonly ExportableSpan[]): Promise<ExportResult> =>
  new Promise((resolve) => exporter.export(spans, resolve));

const lambdaContext = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: TRACE_ID,
  spanId: LAMBDA_PARENT_ID,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});

/** The parent of each span that arrived. */
const parentsOf = (datagrams: readonly Buffer[], format: 'segments' | 'otlp'): Record<string, string | undefined> => {
  if (format === 'segments') {
    const documents = datagrams.map((datagram) => documentOf(datagram));
    expect(documents.flatMap(faultsOf)).toEqual([]);
    return Object.fromEntries(reassemble(documents).map(({ id, parentId }) => [id, parentId]));
  }
  const spans = datagrams
    .flatMap((datagram) => decodeRequest(Buffer.from(bodyOf(datagram).slice(3), 'base64')))
    .flatMap(({ scopes }) => scopes.flatMap((scope) => scope.spans));
  return Object.fromEntries(spans.map(({ spanId: id, parentSpanId }) => [id, parentSpanId]));
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('XRaySpanExporter with the OpenTelemetry SDK', () => {
  it('sends the spans of an invocation as one document under the parent that Lambda made', async () => {
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    const tracer = provider.getTracer('test');
    const handler = tracer.startSpan('## index.handler', { kind: SpanKind.SERVER }, lambdaContext);
    const child = tracer.startSpan(
      '### work',
      { attributes: { 'order.id': 7 } },
      trace.setSpan(context.active(), handler),
    );
    child.recordException(new TypeError('no such order'));
    child.setStatus({ code: SpanStatusCode.ERROR });
    child.end();
    handler.end();
    await provider.forceFlush();
    const [datagram] = await daemon.received(1);
    const document = documentOf(datagram);
    expect(faultsOf(document)).toEqual([]);
    expect(document).toMatchObject({
      type: 'subsegment',
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      parent_id: LAMBDA_PARENT_ID,
      id: handler.spanContext().spanId,
      name: '## index.handler',
      subsegments: [
        {
          id: child.spanContext().spanId,
          name: '### work',
          fault: true,
          cause: { exceptions: [{ type: 'TypeError', message: 'no such order' }] },
          metadata: { default: { 'order.id': 7 } },
        },
      ],
    });
    expect(exporter.dropped.total).toBe(0);
    await provider.shutdown();
  });

  it('sends a span that ends after its parent was sent by itself', async () => {
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    const tracer = provider.getTracer('test');
    const parent = tracer.startSpan('parent', {}, lambdaContext);
    const child = tracer.startSpan('child', {}, trace.setSpan(context.active(), parent));
    parent.end();
    child.end();
    await provider.forceFlush();
    const [, late] = (await daemon.received(2)).map((datagram) => documentOf(datagram));
    expect(late).toMatchObject({ type: 'subsegment', name: 'child', parent_id: parent.spanContext().spanId });
    await provider.shutdown();
  });
});

describe('Where the spans go', () => {
  it('is the address in the environment, in Lambda and outside', async () => {
    await using daemon = await startDaemon();
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `tcp:127.0.0.1:1 udp:${daemon.address}`);
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', undefined);
    const outside = new XRaySpanExporter();
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'my-function');
    const inside = new XRaySpanExporter();
    const server = span({ kind: SpanKind.SERVER });
    await exportOf(outside, [server]);
    await exportOf(inside, [server]);
    const [first, second] = (await daemon.received(2)).map((datagram) => documentOf(datagram));
    expect(first).not.toHaveProperty('type');
    expect(second).toHaveProperty('type', 'subsegment');
  });

  it.each(['::1', 'localhost'])('may be %s', async (host) => {
    await using daemon = await startDaemon(host === '::1' ? '::1' : '127.0.0.1');
    const port = daemon.address.split(':').at(-1);
    const exporter = new XRaySpanExporter({ daemonAddress: host === '::1' ? `[::1]:${port}` : `${host}:${port}` });
    expect(await exportOf(exporter, [span()])).toEqual({ code: 0 });
    expect(await exportOf(exporter, [span()])).toEqual({ code: 0 });
    expect(await daemon.received(2)).toHaveLength(2);
    await exporter.shutdown();
  });

  it('opens no socket before the first span, and one for all', async () => {
    await using daemon = await startDaemon();
    const dgram = process.getBuiltinModule('node:dgram');
    const create = vi.spyOn(dgram, 'createSocket');
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address });
    await exportOf(exporter, []);
    expect(create).not.toHaveBeenCalled();
    await Promise.all([exportOf(exporter, [span()]), exportOf(exporter, [span()])]);
    await exportOf(exporter, [span()]);
    expect(create).toHaveBeenCalledTimes(1);
    await exporter.shutdown();
  });

  it('keeps no process alive', async () => {
    await using daemon = await startDaemon();
    const { outputFiles } = await build({
      entryPoints: ['exporters/xray/index.ts'],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'xray',
      platform: 'node',
    });
    const script = `${outputFiles[0]?.text}
      const context = { traceId: '${TRACE_ID}', spanId: '${spanId(1)}', traceFlags: 1 };
      new xray.XRaySpanExporter({ daemonAddress: '${daemon.address}' }).export([{
        name: 'last', kind: 0, spanContext: () => context, startTime: [1, 0], endTime: [2, 0], status: { code: 0 },
        attributes: {}, links: [], events: [], resource: { attributes: {} },
      }], () => {});`;
    // Ends by itself or is killed, which rejects.
    await promisify(execFile)(process.execPath, ['-e', script], { timeout: 10_000 });
    expect(await daemon.received(1)).toHaveLength(1);
  });
});

describe('Whatever goes wrong, nothing throws:', () => {
  it('nobody listens', async () => {
    const unused = createSocket('udp4');
    await new Promise<void>((resolve) => unused.bind(0, '127.0.0.1', resolve));
    const { port } = unused.address();
    await new Promise<void>((resolve) => unused.close(() => resolve()));
    const exporter = new XRaySpanExporter({ daemonAddress: `127.0.0.1:${port}` });
    for (let round = 0; round < 3; round += 1) expect(await exportOf(exporter, [span()])).toEqual({ code: 0 });
    await exporter.shutdown();
  });

  it('the host has no address: counted, and reported once', async () => {
    using diag = diagLines();
    const exporter = new XRaySpanExporter({ daemonAddress: 'no-such-host.invalid:2000' });
    const result = await exportOf(exporter, [span(), span({ id: spanId(2) })]);
    await exportOf(exporter, [span()]);
    expect(result).toMatchObject({ code: 1, error: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) } });
    expect(exporter.dropped).toMatchObject({ total: 3, unsent: 3 });
    expect(diag.lines).toEqual([
      expect.stringContaining('1 span(s) did not reach X-Ray: the datagram could not be sent'),
    ]);
    await exporter.shutdown();
  });

  const { send } = Socket.prototype;

  /** Lets the kernel refuse datagrams as `code` says. */
  const refuse = (code: (datagram: Buffer, attempt: number) => string | undefined): void => {
    let attempt = 0;
    vi.spyOn(Socket.prototype, 'send').mockImplementation(function (this: Socket, ...args: unknown[]) {
      const [datagram, callback] = [args[0] as Buffer, args.at(-1) as (error: Error | null) => void];
      attempt += 1;
      const refused = code(datagram, attempt);
      if (refused === undefined) Reflect.apply(send, this, args);
      else if (refused === 'throw') throw new RangeError('Port should be > 0 and < 65536.');
      else setImmediate(callback, Object.assign(new Error(refused), { code: refused }));
    });
  };

  it('the kernel takes no large datagram: smaller ones go out, now and from then on', async () => {
    await using daemon = await startDaemon();
    refuse((datagram) => (datagram.length > 9_216 ? 'EMSGSIZE' : undefined));
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
    const spans = Array.from({ length: 100 }, (_, index) =>
      span({
        id: spanId(index + 1),
        parent: index === 0 ? LAMBDA_PARENT_ID : spanId(1 + Math.floor(index / 10)),
        attributes: { text: 'x'.repeat(index === 50 ? 100_000 : 500) },
      }),
    );
    expect(await exportOf(exporter, spans)).toEqual({ code: 0 });
    await vi.waitFor(() => {
      const received = reassemble(daemon.datagrams.map((datagram) => documentOf(datagram)));
      expect(received.map(({ id }) => id).sort()).toEqual(spans.map((one) => one.spanContext().spanId));
    });
    expect(exporter.dropped.total).toBe(0);
    refuse((datagram) => {
      expect(datagram.length).toBeLessThan(9_216);
      return undefined;
    });
    expect(await exportOf(exporter, spans)).toEqual({ code: 0 });
    await exporter.shutdown();
  });

  it('the kernel takes no datagram at all: each size is tried and the spans are counted', async () => {
    using _diag = diagLines();
    refuse(() => 'EMSGSIZE');
    const exporter = new XRaySpanExporter({ lambda: true });
    expect(await exportOf(exporter, [span()])).toMatchObject({ code: 1, error: { code: 'EMSGSIZE' } });
    expect(exporter.dropped).toMatchObject({ total: 1, unsent: 1 });
    await exporter.shutdown();
  });

  it('the kernel has no buffer at the moment: it is asked again', async () => {
    await using daemon = await startDaemon();
    refuse((_datagram, attempt) => (attempt === 1 ? 'ENOBUFS' : undefined));
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address });
    expect(await exportOf(exporter, [span()])).toEqual({ code: 0 });
    expect(await daemon.received(1)).toHaveLength(1);
    await exporter.shutdown();
  });

  it.each(['ENOBUFS', 'throw'])('%s for ever: the callback is called once, with a failure', async (code) => {
    using _diag = diagLines();
    refuse(() => code);
    const exporter = new XRaySpanExporter();
    const callback = vi.fn();
    exporter.export([span()], callback);
    await exporter.forceFlush();
    expect(callback).toHaveBeenCalledExactlyOnceWith({ code: 1, error: expect.any(Error), reported: true });
    await exporter.shutdown();
  });

  it('one span cannot be read: it alone is lost', async () => {
    using diag = diagLines();
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address });
    const unreadable = Object.defineProperty({ ...span({ id: spanId(2) }) }, 'events', {
      get() {
        throw new Error('no events');
      },
    });
    expect(await exportOf(exporter, [span(), unreadable])).toEqual({ code: 0 });
    expect(documentOf((await daemon.received(1))[0]).id).toBe(spanId(1));
    expect(exporter.dropped).toMatchObject({ total: 1, untranslatable: 1 });
    expect(diag.lines).toHaveLength(1);
    await exporter.shutdown();
  });

  it.each(['segments', 'otlp'] as const)(
    'one span has no start or no end: it alone is lost, and its child names it as the parent (%s)',
    async (format) => {
      using diag = diagLines();
      await using daemon = await startDaemon();
      const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true, format });
      const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
      const tracer = provider.getTracer('test');
      const handler = tracer.startSpan('handler', {}, lambdaContext);
      const broken = tracer.startSpan('broken', { startTime: new Date('x') }, trace.setSpan(context.active(), handler));
      const child = tracer.startSpan('child', {}, trace.setSpan(context.active(), broken));
      child.addEvent('at no time', {}, new Date('x'));
      for (const one of [child, broken, handler]) one.end();
      const endless = { ...span({ id: spanId(9) }), endTime: [1, Number.POSITIVE_INFINITY] as [number, number] };
      await provider.forceFlush();
      expect(await exportOf(exporter, [endless])).toEqual({ code: 0 });
      await daemon.received(format === 'otlp' ? 1 : 2);
      expect(parentsOf(daemon.datagrams, format)).toEqual({
        [handler.spanContext().spanId]: LAMBDA_PARENT_ID,
        [child.spanContext().spanId]: broken.spanContext().spanId,
      });
      expect(exporter.dropped).toMatchObject({ total: 2, untranslatable: 2 });
      expect(diag.lines).toHaveLength(1);
      await provider.shutdown();
    },
  );

  it('the callback throws: that is reported, and exporting goes on', async () => {
    using diag = diagLines();
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address });
    exporter.export([span()], () => {
      throw new Error('not my day');
    });
    await exporter.forceFlush();
    expect(diag.lines).toEqual([expect.stringContaining('callback')]);
    expect(await exportOf(exporter, [span()])).toEqual({ code: 0 });
    await exporter.shutdown();
  });
});

describe('What is not sent', () => {
  it('is what is not sampled, which is no loss, and what has no legal id', async () => {
    using _diag = diagLines();
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address });
    const spans = [
      span({ id: spanId(1), traceFlags: TraceFlags.NONE }),
      span({ id: '0000000000000000' }),
      span({ traceId: 'xyz' }),
      span({ id: spanId(4) }),
    ];
    expect(await exportOf(exporter, spans)).toEqual({ code: 0 });
    expect((await daemon.received(1)).map((datagram) => documentOf(datagram).id)).toEqual([spanId(4)]);
    expect(exporter.dropped).toMatchObject({ total: 2, invalid: 2 });
    await exporter.shutdown();
  });

  it('is, in Lambda, what has no parent there, with all its descendants', async () => {
    using diag = diagLines();
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
    const spans = [
      span({ id: spanId(3), parent: spanId(2) }),
      span({ id: spanId(2), parent: spanId(1) }),
      span({ id: spanId(1), parent: undefined }),
      span({ id: spanId(4) }),
    ];
    expect(await exportOf(exporter, spans)).toEqual({ code: 0 });
    expect((await daemon.received(1)).map((datagram) => documentOf(datagram).id)).toEqual([spanId(4)]);
    expect(exporter.dropped).toMatchObject({ total: 3, parentless: 3 });
    expect(diag.lines).toEqual([expect.stringContaining('active tracing is off')]);
    await exporter.shutdown();
  });
});

describe('Flushing and shutting down', () => {
  it('wait until the kernel has everything', async () => {
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
    const callback = vi.fn();
    const spans = Array.from({ length: 100 }, (_, index) => span({ id: spanId(index + 1) }));
    exporter.export(spans, callback);
    expect(callback).not.toHaveBeenCalled();
    await exporter.forceFlush();
    expect(callback).toHaveBeenCalledExactlyOnceWith({ code: 0 });
    exporter.export(spans, callback);
    await exporter.shutdown();
    expect(callback).toHaveBeenCalledTimes(2);
    const received = reassemble((await daemon.received(2)).map((datagram) => documentOf(datagram)));
    expect(received).toHaveLength(200);
  });

  it('end the exporter', async () => {
    const exporter = new XRaySpanExporter();
    await exporter.shutdown();
    await exporter.shutdown();
    expect(await exportOf(exporter, [span()])).toMatchObject({
      code: 1,
      error: { message: expect.stringContaining('shut down') },
    });
  });
});

describe('Packing', () => {
  it('keeps the limit that the options set', async () => {
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true, maxDocumentBytes: 9_000 });
    await exportOf(exporter, [span({ attributes: { text: '語'.repeat(100_000) } })]);
    const [datagram] = await daemon.received(1);
    expect(datagram?.length).toBeLessThanOrEqual(9_030);
    expect(datagram?.length).toBeGreaterThan(8_500);
    await exporter.shutdown();
  });

  it('cuts the largest values, says so, and leaves errors and annotations', async () => {
    await using daemon = await startDaemon();
    const exporter = new XRaySpanExporter({ daemonAddress: daemon.address, lambda: true });
    const attributes = {
      'aws.xray.annotations': ['order'],
      order: 'o-7',
      large: 'x'.repeat(200_000),
      larger: 'y'.repeat(500_000),
      small: 'z'.repeat(20_000),
    };
    const events = [
      {
        name: 'exception',
        time: [1, 0] as [number, number],
        attributes: { 'exception.type': 'E', 'exception.message': 'm'.repeat(2_000) },
      },
    ];
    await exportOf(exporter, [span({ attributes, events, status: { code: SpanStatusCode.ERROR } })]);
    const document = documentOf((await daemon.received(1))[0]);
    expect(document).toMatchObject({
      annotations: { order: 'o-7' },
      fault: true,
      cause: { exceptions: [{ type: 'E', message: 'm'.repeat(2_000) }] },
      metadata: {
        default: {
          large: expect.stringMatching(/^x{20000,}…\[cut: 200000 characters\]$/),
          larger: expect.stringMatching(/^y{20000,}…\[cut: 500000 characters\]$/),
          small: 'z'.repeat(20_000),
          'otel.xray.cut': { values: 2 },
        },
      },
    });
    await exporter.shutdown();
  });
});
