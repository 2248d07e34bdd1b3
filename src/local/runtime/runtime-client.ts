import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import type { ExceptionDocument } from './error-causes.js';

export interface NextInvocation {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceHeader: string | undefined;
  readonly clientContext: string | undefined;
  readonly cognitoIdentity: string | undefined;
  readonly tenantId: string | undefined;
  /** JSON text. */
  readonly payload: string;
}

/** An error as the Runtime API takes it. */
export interface ErrorDocument {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
  /** What is told in a header, not in the answer that the caller gets. */
  readonly causes?: readonly ExceptionDocument[];
}

/** Lambda's own limit is 1 MB. */
const MAX_CAUSE_HEADER = 64 * 1024;

/** The function's side of Lambda's Runtime API. */
export class RuntimeClient {
  readonly #host: string;
  readonly #port: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(address: string) {
    const [host = '', port = ''] = address.split(':');
    this.#host = host;
    this.#port = port;
  }

  async next(): Promise<NextInvocation> {
    const request = this.#request('GET', '/invocation/next');
    request.end();
    const { response, body } = await answerTo(request);
    return {
      requestId: header(response, 'lambda-runtime-aws-request-id') ?? '',
      deadline: Number(header(response, 'lambda-runtime-deadline-ms')),
      functionArn: header(response, 'lambda-runtime-invoked-function-arn') ?? '',
      traceHeader: header(response, 'lambda-runtime-trace-id'),
      clientContext: header(response, 'lambda-runtime-client-context'),
      cognitoIdentity: header(response, 'lambda-runtime-cognito-identity'),
      tenantId: header(response, 'lambda-runtime-aws-tenant-id'),
      payload: body,
    };
  }

  async respond(requestId: string, payload: string): Promise<void> {
    await this.#post(`/invocation/${requestId}/response`, payload);
  }

  async fail(requestId: string, error: ErrorDocument): Promise<void> {
    await this.#post(`/invocation/${requestId}/error`, bodyOf(error), errorHeaders(error));
  }

  async failInit(error: ErrorDocument): Promise<void> {
    await this.#post('/init/error', bodyOf(error), errorHeaders(error));
  }

  /** Begins a streamed response. */
  stream(requestId: string, contentType: string): ClientRequest {
    return this.#request('POST', `/invocation/${requestId}/response`, {
      'Content-Type': contentType,
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    });
  }

  async #post(path: string, payload: string, headers: RequestOptions['headers'] = {}): Promise<void> {
    const body = Buffer.from(payload);
    const request = this.#request('POST', path, {
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      ...headers,
    });
    request.end(body);
    await answerTo(request);
  }

  #request(method: string, path: string, headers: RequestOptions['headers'] = {}): ClientRequest {
    return httpRequest({
      agent: this.#agent,
      host: this.#host,
      port: this.#port,
      path: `/2018-06-01/runtime${path}`,
      method,
      headers,
    });
  }
}

/** The whole answer to a request. */
export function answerTo(request: ClientRequest): Promise<{ response: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ response, body: Buffer.concat(chunks).toString('utf8') }));
    });
  });
}

function header(response: IncomingMessage, name: string): string | undefined {
  const value = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function errorHeaders({ errorType, causes = [] }: ErrorDocument): Record<string, string> {
  const cause = JSON.stringify({ working_directory: process.cwd(), exceptions: causes, paths: [] });
  return {
    'Lambda-Runtime-Function-Error-Type': asciiJson(errorType),
    ...(causes.length > 0 &&
      cause.length <= MAX_CAUSE_HEADER && { 'Lambda-Runtime-Function-XRay-Error-Cause': asciiJson(cause) }),
  };
}

function bodyOf({ errorType, errorMessage, trace }: ErrorDocument): string {
  return JSON.stringify({ errorType, errorMessage, trace });
}

/** A header takes ASCII, and no line ends; JSON can spell everything else with escapes. */
function asciiJson(text: string): string {
  return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
