import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  observeResponseStream,
  type ResponseStream,
  ResponseStreamAbortedError,
  recordStream,
  type StreamOutcome,
} from '../../src/invocation/response-stream.js';
import { detectTrigger } from '../../src/triggers/trigger.js';
import { eventOf } from './fixtures.js';

/** Stands for Lambda's Runtime API: takes the response that a function streams to it. */
let server: Server;
const received: string[] = [];

beforeAll(async () => {
  server = createServer((incoming, answer) => {
    if (incoming.url === '/abort') {
      incoming.on('error', () => {});
      incoming.once('data', () => incoming.destroy());
      return;
    }
    // A function that goes away in the middle is not this server's error.
    text(incoming).then(
      (body) => {
        received.push(body);
        answer.writeHead(202).end();
      },
      () => {},
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

type LambdaStream = ResponseStream & {
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => unknown) => void;
  destroy(error?: Error): unknown;
};

/**
 * A response stream as Lambda's Node.js runtime makes it: a request to the Runtime API behind a plain object whose
 * methods are bound and whose properties are accessors.
 */
const lambdaStream = (path = '/'): LambdaStream => {
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ host: '127.0.0.1', port, path, method: 'POST' });
  request.on('error', () => request.destroy());
  request.on('response', (response) => response.resume());
  let prelude: LambdaStream['_onBeforeFirstWrite'];
  let begun = false;
  return Object.defineProperties({} as LambdaStream, {
    write: {
      writable: true,
      value: (chunk: string | Uint8Array, ...rest: []) => {
        if (!begun) prelude?.((part) => request.write(part));
        begun = true;
        return request.write(chunk, ...rest);
      },
    },
    end: { writable: true, value: request.end.bind(request) },
    on: { writable: true, value: request.on.bind(request) },
    once: { writable: true, value: request.once.bind(request) },
    off: { writable: true, value: request.off.bind(request) },
    emit: { writable: true, value: request.emit.bind(request) },
    destroy: { writable: true, value: request.destroy.bind(request) },
    destroyed: { get: () => request.destroyed },
    writableFinished: { get: () => request.writableFinished },
    _onBeforeFirstWrite: {
      get: () => prelude,
      set: (value) => {
        prelude = value;
      },
    },
  });
};

/** `awslambda.HttpResponseStream.from`. */
const withPrelude = (stream: LambdaStream, prelude: object): LambdaStream => {
  stream._onBeforeFirstWrite = (write) => {
    write(JSON.stringify(prelude));
    write(new Uint8Array(8));
  };
  return stream;
};

const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) });

/** A clock that moves by a millisecond each time it is asked. */
const ticking = (): (() => number) => {
  let time = 0;
  return () => time++;
};

describe('observeResponseStream', () => {
  it('tells the bytes of the body, the time to the first one and the status', async () => {
    const stream = lambdaStream();
    const observation = observeResponseStream(stream, ticking());
    withPrelude(stream, { statusCode: 201, headers: {} });
    stream.write('héllo');
    stream.write(new Uint8Array(10));
    stream.end('!');
    await expect(observation.over).resolves.toEqual({
      finished: true,
      bytes: 6 + 10 + 1,
      firstByteMillis: 1,
      statusCode: 201,
      error: undefined,
    } satisfies StreamOutcome);
  });

  it('changes nothing of what is sent', async () => {
    const stream = lambdaStream();
    observeResponseStream(stream);
    withPrelude(stream, { statusCode: 200 });
    stream.write('one,');
    stream.end('two');
    await vi.waitFor(() => expect(received).toContain(`{"statusCode":200}${'\0'.repeat(8)}one,two`));
  });

  it('is not over before the stream is', async () => {
    const stream = lambdaStream();
    const { over, soFar } = observeResponseStream(stream);
    let isOver = false;
    void over.then(() => {
      isOver = true;
    });
    stream.write('first');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isOver).toBe(false);
    expect(soFar()).toMatchObject({ finished: false, bytes: 5, error: undefined });
    stream.end();
    await expect(over).resolves.toMatchObject({ finished: true, bytes: 5, error: undefined });
  });

  it('takes a stream for aborted that is destroyed before its end', async () => {
    const stream = lambdaStream();
    const { over } = observeResponseStream(stream);
    stream.write('part');
    stream.destroy();
    const { error, bytes } = await over;
    expect(error).toBeInstanceOf(Error);
    expect(bytes).toBe(4);
  });

  it('takes a stream for aborted whose receiver went away', async () => {
    const stream = lambdaStream('/abort');
    const { over } = observeResponseStream(stream);
    stream.write('part');
    await expect(over).resolves.toMatchObject({ bytes: 4, error: expect.any(Error) });
  });

  it("tells the error of Node's own streams, and leaves it unhandled if it was", async () => {
    const stream = sink();
    const { over } = observeResponseStream(stream);
    expect(stream.listenerCount('error')).toBe(0);
    stream.on('error', () => {});
    const cause = new Error('disk full');
    stream.destroy(cause);
    expect((await over).error).toBe(cause);
  });

  it('names the abortion of a stream destroyed without a reason', async () => {
    const stream = sink();
    const { over } = observeResponseStream(stream);
    stream.write('part');
    stream.destroy();
    expect((await over).error).toBeInstanceOf(ResponseStreamAbortedError);
    expect((await over).error?.message).toContain('4 bytes');
  });

  it('counts each byte once when a pipeline writes', async () => {
    const stream = sink();
    const { over } = observeResponseStream(stream);
    await pipeline(Readable.from(['a'.repeat(70_000), 'b'.repeat(5)]), stream);
    await expect(over).resolves.toMatchObject({ bytes: 70_005, error: undefined });
  });

  it('counts once what a stream writes itself when it is ended', async () => {
    const inner = sink();
    const stream: ResponseStream = {
      write: (chunk) => inner.write(chunk),
      end: (chunk) => {
        if (chunk !== undefined) stream.write(chunk);
        return inner.end();
      },
      on: (event, listener) => inner.on(event, listener),
    };
    const { over } = observeResponseStream(stream);
    stream.end('last');
    await expect(over).resolves.toMatchObject({ bytes: 4 });
  });

  it('counts by the encoding that is given and takes a callback for no chunk', async () => {
    const stream = sink();
    const { over } = observeResponseStream(stream);
    stream.write('aGk=', 'base64');
    stream.end(() => {});
    await expect(over).resolves.toMatchObject({ bytes: 2 });
  });

  it('tells of a stream that was over before', async () => {
    const finished = sink();
    await new Promise<void>((resolve) => finished.end(resolve));
    await expect(observeResponseStream(finished).over).resolves.toMatchObject({ bytes: 0, error: undefined });
    const destroyed = sink().destroy();
    await new Promise((resolve) => destroyed.once('close', resolve));
    await expect(observeResponseStream(destroyed).over).resolves.toMatchObject({ error: expect.any(Error) });
  });

  it('leaves a prelude alone that is none', async () => {
    const stream = lambdaStream();
    const { over } = observeResponseStream(stream);
    stream._onBeforeFirstWrite = (write) => write('no JSON');
    stream.write('x');
    stream.end();
    await expect(over).resolves.toMatchObject({ bytes: 1, statusCode: undefined });
  });
});

describe('recordStream', () => {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
  const recorded = (outcome: Partial<StreamOutcome>, event: unknown = eventOf('function-url')) => {
    exporter.reset();
    const span = tracer.startSpan('stream');
    recordStream(span, detectTrigger(event), {
      finished: true,
      bytes: 12,
      firstByteMillis: 3,
      statusCode: undefined,
      error: undefined,
      ...outcome,
    });
    span.end();
    return exporter.getFinishedSpans()[0];
  };

  it('puts bytes, time to the first byte and status on the span', () => {
    expect(recorded({ statusCode: 206 })).toMatchObject({
      attributes: {
        'http.response.body.size': 12,
        'aws.lambda.response.time_to_first_byte_ms': 3,
        'http.response.status_code': 206,
      },
      status: { code: SpanStatusCode.UNSET },
    });
  });

  it('takes 200 for the status of an HTTP response without one, and none for other responses', () => {
    expect(recorded({})?.attributes['http.response.status_code']).toBe(200);
    expect(recorded({}, eventOf('invoke'))?.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('claims no status of a stream that is not finished, as when the handler threw', () => {
    expect(recorded({ finished: false })?.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('marks an aborted stream as an error', () => {
    const span = recorded({ finished: false, error: new ResponseStreamAbortedError(12) });
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes['error.type']).toBe('ResponseStreamAbortedError');
    expect(span?.attributes).not.toHaveProperty('http.response.status_code');
  });
});
