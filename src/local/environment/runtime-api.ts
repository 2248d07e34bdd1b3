import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordOf, type Values } from '../is-record.js';
import type { FailureCause, FunctionFailure } from '../report.js';
import { Extensions } from './extensions.js';

/** One invocation as the Runtime API hands it to a runtime. */
export interface RuntimeInvocation {
  readonly requestId: string;
  /** The event: JSON text. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceHeader: string;
  /** JSON text. */
  readonly clientContext?: string | undefined;
  /** JSON text. */
  readonly cognitoIdentity?: string | undefined;
  /** Whose invocation it is, where the function isolates tenants. */
  readonly tenantId?: string | undefined;
}

/** What the runtime in the function's process says. */
export interface RuntimeListener {
  /** The runtime asks for the next invocation: it has loaded the handler, or is done with the invocation before. */
  ready(): void;
  /** A streamed response begins. */
  streamStarted(requestId: string, contentType: string): void;
  /** A piece of a streamed response. */
  streamed(requestId: string, chunk: Buffer): void;
  /** The response is complete; `failure` is set when a stream broke off. */
  responded(requestId: string, response: Buffer, failure?: FunctionFailure): void;
  failed(requestId: string, failure: FunctionFailure, payload: Buffer): void;
  initFailed(failure: FunctionFailure, payload: Buffer): void;
}

/** Room for the header that tells the causes of an error: at most 1 MB in Lambda. */
const MAX_HEADER_BYTES = 2 * 1024 * 1024;
const VERSION = '/2018-06-01/runtime';
const INVOCATION_PATH = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** Lambda's Runtime API for one execution environment, on a loopback port of its own. */
export class RuntimeApi {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  readonly #server: Server;
  readonly #listener: RuntimeListener;
  readonly #extensions: Extensions;
  readonly #waiting: ServerResponse[] = [];
  readonly #pending: RuntimeInvocation[] = [];

  private constructor(server: Server, listener: RuntimeListener, extensions: Extensions) {
    this.#server = server;
    this.#listener = listener;
    this.#extensions = extensions;
    // Listening on a port, never on a pipe: the address is an object.
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  static start(listener: RuntimeListener, extensions: Extensions): Promise<RuntimeApi> {
    // Without a keep-alive limit: a connection rests for as long as the handler runs.
    const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, maxHeaderSize: MAX_HEADER_BYTES });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(new RuntimeApi(server, listener, extensions)));
    });
  }

  /** Hands over an invocation: now where the runtime waits for one, else when it asks. */
  deliver(invocation: RuntimeInvocation): void {
    const waiting = this.#waiting.shift();
    if (waiting) write(waiting, invocation);
    else this.#pending.push(invocation);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    if (Extensions.serves(url)) {
      this.#extensions.answer(request, response).catch(() => response.destroy());
      return;
    }
    const [, requestId, kind] = url.match(INVOCATION_PATH) ?? [];
    if (request.method === 'GET' && url === `${VERSION}/invocation/next`) this.#next(response);
    else if (request.method === 'POST' && requestId && kind === 'response') {
      this.#receiveResponse(requestId, request, response);
    } else if (request.method === 'POST' && requestId) {
      this.#receiveError(request, response, (failure, payload) => this.#listener.failed(requestId, failure, payload));
    } else if (request.method === 'POST' && url === `${VERSION}/init/error`) {
      this.#receiveError(request, response, (failure, payload) => this.#listener.initFailed(failure, payload));
    } else {
      answerJson(response, 404, { errorType: 'ResourceNotFound', errorMessage: `No such path: ${url}` });
    }
  }

  #next(response: ServerResponse): void {
    this.#extensions.complete();
    const pending = this.#pending.shift();
    if (pending) write(response, pending);
    else {
      this.#waiting.push(response);
      // A worker thread that has ended waits for nothing any more.
      response.on('close', () => {
        const index = this.#waiting.indexOf(response);
        if (index >= 0) this.#waiting.splice(index, 1);
      });
    }
    this.#listener.ready();
  }

  #receiveResponse(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    const streamed = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
    if (streamed)
      this.#listener.streamStarted(requestId, request.headers['content-type'] ?? 'application/octet-stream');
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (streamed) this.#listener.streamed(requestId, chunk);
    });
    request.on('end', () => {
      this.#listener.responded(requestId, Buffer.concat(chunks), failureOfTrailers(request));
      answerJson(response, 202, { status: 'OK' });
    });
  }

  #receiveError(
    request: IncomingMessage,
    response: ServerResponse,
    report: (failure: FunctionFailure, payload: Buffer) => void,
  ): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const payload = Buffer.concat(chunks);
      const { headers } = request;
      const failure = readFailure(payload.toString('utf8'), headers['lambda-runtime-function-error-type']);
      const causes = readCauses(headers['lambda-runtime-function-xray-error-cause'], failure);
      report(causes.length > 0 ? { ...failure, causes } : failure, payload);
      answerJson(response, 202, { status: 'OK' });
    });
  }
}

function write(response: ServerResponse, invocation: RuntimeInvocation): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
    'Lambda-Runtime-Deadline-Ms': String(invocation.deadline),
    'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
    'Lambda-Runtime-Trace-Id': invocation.traceHeader,
    ...(invocation.clientContext && { 'Lambda-Runtime-Client-Context': invocation.clientContext }),
    ...(invocation.tenantId && { 'Lambda-Runtime-Aws-Tenant-Id': invocation.tenantId }),
    ...(invocation.cognitoIdentity && { 'Lambda-Runtime-Cognito-Identity': invocation.cognitoIdentity }),
  });
  response.end(invocation.payload);
}

function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Reads the error document that a runtime posts; one that is none is reported by its type alone. */
function readFailure(text: string, errorTypeHeader: string | string[] | undefined): FunctionFailure {
  const fallback = typeof errorTypeHeader === 'string' ? errorTypeHeader : 'UnknownError';
  try {
    // Whatever it holds, each member is checked below.
    const read = JSON.parse(text) as Partial<
      Record<'errorType' | 'errorMessage' | 'trace' | 'stackTrace', unknown>
    > | null;
    const trace = read?.trace ?? read?.stackTrace;
    return {
      errorType: typeof read?.errorType === 'string' ? read.errorType : fallback,
      errorMessage: typeof read?.errorMessage === 'string' ? read.errorMessage : '',
      trace: Array.isArray(trace) ? trace.map(String) : [],
    };
  } catch {
    return { errorType: fallback, errorMessage: text, trace: [] };
  }
}

/** The errors behind the reported one, from the header in which a runtime tells them to X-Ray. */
function readCauses(header: string | string[] | undefined, failure: FunctionFailure): FailureCause[] {
  if (typeof header !== 'string') return [];
  let cause: Values;
  try {
    cause = recordOf(JSON.parse(header));
  } catch {
    return [];
  }
  const { exceptions } = cause;
  return (Array.isArray(exceptions) ? exceptions : [])
    .map(recordOf)
    .map(({ type, message, stack }) => ({
      errorType: String(type ?? 'Error'),
      errorMessage: String(message ?? ''),
      trace: (Array.isArray(stack) ? stack : [])
        .map(recordOf)
        .map(({ label, path, line }) => `at ${String(label)} (${String(path)}:${String(line)})`),
    }))
    .filter(({ errorMessage }) => errorMessage !== failure.errorMessage);
}

/** A stream that has begun cannot change to an error any more: Lambda's runtimes say so in trailers. */
function failureOfTrailers({ trailers }: IncomingMessage): FunctionFailure | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return undefined;
  return readFailure(
    Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString('utf8'),
    errorType,
  );
}
