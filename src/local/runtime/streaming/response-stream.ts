import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { Writable } from 'node:stream';
import { RuntimeError, toErrorDocument } from '../error-document.js';
import type { Generation } from '../generation.js';
import { answerTo, type RuntimeClient } from '../runtime-client.js';

/** In chunks: as many as make the usual 16 kB when each is of a kilobyte. */
const HIGH_WATER_CHUNKS = 16;
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const INTEGRATION_RESPONSE = 'application/vnd.awslambda.http-integration-response';
/** Between the JSON head of an HTTP response and its body. */
const HEAD_END = new Uint8Array(8);

/** The stream that a handler of `awslambda.streamifyResponse` writes its response to. */
export class ResponseStream extends Writable {
  readonly #client: RuntimeClient;
  readonly #requestId: string;
  readonly #generation: Generation;
  #contentType = 'application/octet-stream';
  /** Where Lambda's own runtime keeps what is written ahead of the first chunk; wrappers of handlers read it there. */
  _onBeforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
  #request: ClientRequest | undefined;
  #answered: Promise<unknown> | undefined;

  constructor(client: RuntimeClient, requestId: string, generation: Generation) {
    super({ objectMode: true, highWaterMark: HIGH_WATER_CHUNKS });
    this.#generation = generation;
    this.#client = client;
    this.#requestId = requestId;
  }

  setContentType(contentType: string): void {
    if (this.#request) {
      throw new RuntimeError('Runtime.InvalidStreamingOperation', 'Cannot set content-type, too late.');
    }
    this.#contentType = contentType;
  }

  /** Makes this the response to an HTTP request, with its status, headers and cookies. */
  setHttpHead(head: unknown): void {
    this.setContentType(INTEGRATION_RESPONSE);
    const text = JSON.stringify(head ?? {});
    this._onBeforeFirstWrite = (write) => {
      write(text);
      write(HEAD_END);
    };
  }

  override _write(chunk: unknown, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // Whatever is neither text nor bytes is written as JSON.
    const isData = typeof chunk === 'string' || chunk instanceof Uint8Array;
    const data: string | Uint8Array = isData ? chunk : JSON.stringify(chunk);
    const request = this.#open();
    const first = this._onBeforeFirstWrite;
    // Lambda's runtimes write the head of an HTTP response with the first chunk: without a body there is none.
    this._onBeforeFirstWrite = undefined;
    first?.((head) => void request.write(head));
    request.write(data, encoding, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#open().end();
    this.#answered?.then(() => done(), done);
  }

  /** Reports the handler's error: in trailers once bytes were sent, since the status cannot be taken back. */
  async fail(thrown: unknown): Promise<void> {
    // A response that was ended is whole: what the handler does after that is no part of it.
    if (this.writableEnded && !this.destroyed) {
      if (!this.writableFinished) await once(this, 'finish');
      return;
    }
    const error = toErrorDocument(thrown, this.#generation);
    this.destroy();
    if (!this.#request) return this.#client.fail(this.#requestId, error);
    this.#request.addTrailers({
      'Lambda-Runtime-Function-Error-Type': error.errorType,
      'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(error)).toString('base64'),
    });
    this.#request.end();
    await this.#answered;
  }

  #open(): ClientRequest {
    if (!this.#request) {
      this.#request = this.#client.stream(this.#requestId, this.#contentType);
      this.#answered = answerTo(this.#request);
    }
    return this.#request;
  }
}

const httpResponseStream = {
  /** Gives a response stream the status and headers of an HTTP response. */
  from(stream: ResponseStream, head: unknown): ResponseStream {
    stream.setHttpHead(head);
    return stream;
  },
};

export function isStreaming(handler: object): boolean {
  return STREAMING in handler && handler[STREAMING] === 'response';
}

/** Defines the global `awslambda`, on which streaming handlers find these. */
export function defineGlobalAwsLambda(env: NodeJS.ProcessEnv = process.env): void {
  if (/^(1|true)$/.test(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? '')) return;
  const existing: unknown = Reflect.get(globalThis, 'awslambda');
  Reflect.set(globalThis, 'awslambda', {
    ...(typeof existing === 'object' ? existing : {}),
    streamifyResponse,
    HttpResponseStream: httpResponseStream,
  });
}

/** Marks a handler as one that writes to a response stream, as Lambda's own runtime does. */
function streamifyResponse(handler: object, options?: { readonly highWaterMark?: number }): object {
  return Object.assign(handler, {
    [STREAMING]: 'response',
    ...(options?.highWaterMark && {
      [Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')]: options.highWaterMark,
    }),
  });
}
