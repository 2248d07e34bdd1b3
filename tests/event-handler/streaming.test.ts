import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { withPowertools } from 'otel-powertools';
import { compress, InvalidEventError, Router, streamify } from 'otel-powertools/event-handler';
import { captureTelemetry } from 'otel-powertools/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { context, type RequestParts, sourceNames, sources } from './fixtures.js';

/** A client that takes what it is sent, with Lambda's prelude in front. */
class Client extends Writable {
  readonly chunks: Buffer[] = [];
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  received() {
    const sent = Buffer.concat(this.chunks);
    const end = sent.indexOf(Buffer.alloc(8));
    return { ...JSON.parse(sent.subarray(0, end).toString()), body: sent.subarray(end + 8) };
  }
}

const bytes = Uint8Array.of(0xff, 0, 0x80);
const bodies: Record<string, [serve: () => unknown, body: Buffer]> = {
  'a value': [() => ({ n: 1 }), Buffer.from('{"n":1}')],
  'a web response': [() => new Response('web €'), Buffer.from('web €')],
  bytes: [() => bytes, Buffer.from(bytes)],
  'a stream of Node.js': [() => Readable.from(['a', 'b €', 'c']), Buffer.from('ab €c')],
  'a web stream': [() => new Blob([bytes]).stream(), Buffer.from(bytes)],
  'base64 that says so': [
    () => ({ statusCode: 200, body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true }),
    Buffer.from(bytes),
  ],
  'a proxy result with a stream': [() => ({ statusCode: 200, body: Readable.from(['x', 'y']) }), Buffer.from('xy')],
  nothing: [() => ({ statusCode: 204 }), Buffer.alloc(0)],
};
const touched = [false, true];
const runs = Object.keys(bodies).flatMap((kind) =>
  touched.flatMap((isTouched) => sourceNames.map((source) => ({ kind, isTouched, source }))),
);

const routerOf = (serve: (...args: never[]) => unknown, isTouched = false): Router => {
  const app = new Router();
  if (isTouched)
    app.use(async ({ reqCtx, next }) => {
      await next();
      reqCtx.res.headers.set('x-touched', 'yes');
    });
  app.get('/', serve as never);
  return app;
};
const event = (parts: RequestParts = {}) => sources.functionUrl({ path: '/', ...parts });

describe('a streamed response', () => {
  it.each(runs)('carries $kind to $source, touched: $isTouched', async ({ kind, isTouched, source }) => {
    const [serve, body] = bodies[kind] ?? [() => null, Buffer.alloc(0)];
    const client = new Client();
    const app = routerOf(serve, isTouched);
    await app.resolveStream(sources[source]({ path: '/' }), context, { responseStream: client });
    expect(client.received()).toMatchObject({ statusCode: kind === 'nothing' ? 204 : 200, body });
    expect(client.writableFinished).toBe(true);
  });

  it('has headers, cookies and status ahead of it, and says that it is chunked', async () => {
    const client = new Client();
    const app = routerOf(() => ({
      statusCode: 201,
      body: 'x',
      cookies: ['a=1', 'b=2'],
      multiValueHeaders: { vary: ['a', 'b'] },
    }));
    app.use(compress({ threshold: 0 }));
    await app.resolveStream(event(), context, { responseStream: client });
    expect(client.received()).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked', vary: 'a, b' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('x'),
    });
  });

  it('is an error response where nothing is sent yet, and none where the event is not HTTP', async () => {
    const app = routerOf(() => {
      throw new Error('secret');
    });
    const client = new Client();
    await app.resolveStream(event(), context, { responseStream: client });
    expect(client.received().statusCode).toBe(500);
    const refused = app.resolveStream({ Records: [] }, context, { responseStream: new Client() });
    await expect(refused).rejects.toThrow(InvalidEventError);
  });

  it('rejects where its body breaks in the middle, and the client does not take the part for the whole', async () => {
    const app = routerOf(() => {
      const broken = async function* () {
        yield 'first';
        throw new RangeError('broken');
      };
      return Readable.from(broken());
    });
    const client = new Client();
    await expect(app.resolveStream(event(), context, { responseStream: client })).rejects.toThrow('broken');
    expect(client.writableFinished).toBe(false);
    expect(client.destroyed).toBe(true);
  });

  it.each(touched)('is made as fast as the client takes it, and no faster (touched: %s)', async (isTouched) => {
    let made = 0;
    const piece = Buffer.alloc(16_384);
    const app = routerOf(
      () =>
        Readable.from(
          (async function* () {
            for (; made < 1000; made++) yield piece;
          })(),
          { highWaterMark: 1 },
        ),
      isTouched,
    );
    const client = new PassThrough({ highWaterMark: 16_384 });
    const done = app.resolveStream(event(), context, { responseStream: client });
    await delay(30);
    // Nobody reads: a few pieces wait in the streams between, and the others are not made.
    expect(made).toBeLessThan(20);
    let taken = 0;
    for await (const chunk of client) taken += (chunk as Buffer).length;
    await done;
    expect(taken).toBeGreaterThan(16_384_000);
  });

  const sourcesOfBody: Record<string, (onCancel: () => void) => unknown> = {
    'a stream of Node.js': (onCancel) =>
      new Readable({
        read() {
          this.push('first');
          this._read = () => {};
        },
        destroy(_error, done) {
          onCancel();
          done(null);
        },
      }),
    'a web stream': (onCancel) =>
      new ReadableStream({
        start: (controller) => controller.enqueue(Buffer.from('first')),
        cancel: onCancel,
      }),
  };
  const aborts = Object.keys(sourcesOfBody).flatMap((kind) => touched.map((isTouched) => ({ kind, isTouched })));
  it.each(aborts)('ends $kind when the client goes away, touched: $isTouched', async ({ kind, isTouched }) => {
    const onCancel = vi.fn();
    const app = routerOf(() => sourcesOfBody[kind]?.(onCancel), isTouched);
    const client = new Client();
    const done = app.resolveStream(event(), context, { responseStream: client });
    await vi.waitFor(() => expect(client.received().body.toString()).toBe('first'));
    client.destroy();
    await expect(done).rejects.toThrow();
    await vi.waitFor(() => expect(onCancel).toHaveBeenCalled());
  });

  it('of a HEAD request has no body, and its source is ended', async () => {
    const body = Readable.from(['never']);
    const client = new Client();
    const app = routerOf(() => body);
    await app.resolveStream(event({ method: 'HEAD' }), context, { responseStream: client });
    expect(client.received().body).toEqual(Buffer.alloc(0));
    expect(body.destroyed).toBe(true);
  });
});

describe('streamify', () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is Lambda's streamifyResponse where there is one, and passes the prelude through its stream", async () => {
    const from = vi.fn((stream: Writable, _prelude: unknown) => stream);
    vi.stubGlobal('awslambda', {
      streamifyResponse: (handler: object) => Object.assign(handler, { streams: true }),
      HttpResponseStream: { from },
    });
    const handler = streamify(routerOf(() => 'x'));
    expect(handler).toHaveProperty('streams', true);
    await handler(event(), new Client(), context);
    expect(from.mock.calls[0]?.[1]).toMatchObject({ statusCode: 200 });
  });

  it('gives outside of Lambda what was streamed, to who has a buffer, as Powertools does', async () => {
    const chunks: Buffer[] = [];
    /** As the tests of Powertools have it. */
    class Mock extends Client {
      _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
      setContentType(): void {}
      getBuffer(): Buffer {
        return Buffer.concat(chunks);
      }
      override _write(chunk: Buffer, _encoding: string, done: () => void): void {
        this._onBeforeFirstWrite?.((head) => chunks.push(Buffer.from(head)));
        delete this._onBeforeFirstWrite;
        chunks.push(chunk);
        done();
      }
    }
    expect(await streamify(routerOf(() => Readable.from(['a', 'b'])))(event(), new Mock(), context)).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' },
      body: 'ab',
    });
  });

  it('gives the handlers their scope', async () => {
    const app = new Router();
    app.get('/', function (this: { name: string }) {
      return this.name;
    } as never);
    const client = new Client();
    await streamify(app, { scope: { name: 'me' } })(event(), client, context);
    expect(client.received().body.toString()).toBe('"me"');
  });

  it('is in the trace: the span lasts as long as the body, and has route, status, size', async () => {
    using telemetry = captureTelemetry();
    const app = new Router();
    app.get('/:id', () => Readable.from([delay(5), delay(5)].map(async (one) => one.then(() => 'part'))));
    const handler = withPowertools(streamify(app));
    await handler(sources.functionUrl({ path: '/7' }), new Client(), context);
    const [span, ...others] = telemetry.spans;
    expect(others).toEqual([]);
    expect(span).toMatchObject({ name: 'GET /:id', status: { code: 'unset' } });
    expect(span?.attributes).toMatchObject({ 'http.route': '/:id', 'http.response.status_code': 200 });
    expect(span?.attributes['http.response.body.size']).toBeGreaterThan(8);
  });

  it('is at fault in the trace where the client goes away', async () => {
    using telemetry = captureTelemetry();
    const client = new Client();
    const handler = withPowertools(streamify(routerOf(() => new ReadableStream({ start: (c) => c.enqueue(bytes) }))));
    const done = handler(event(), client, context) as Promise<unknown>;
    setTimeout(() => client.destroy(), 10);
    await expect(done).rejects.toThrow();
    expect(telemetry.spans[0]?.status.code).toBe('error');
  });
});
