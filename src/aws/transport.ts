import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Makes one request. It rejects where no whole answer came within `timeout` milliseconds. */
export type Request = (
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  timeout: number,
) => Promise<HttpAnswer>;

/** Connections to a service, kept from one request to the next. */
export function createTransport(): Request {
  let opened: ReturnType<typeof openConnections> | undefined;
  const connections = () => {
    opened ??= openConnections();
    return opened;
  };
  // What is needed for TLS takes Node a while: behind the module of the function, and ahead of its first request.
  process.nextTick(connections);
  return (method, url, headers, body, timeout) =>
    new Promise((resolve, reject) => {
      const { secure, plain } = connections();
      const { request: open, agent } = url.protocol === 'http:' ? plain : secure;
      const request = open(url, { method, agent, headers: { ...headers, 'content-length': body.length } });
      // Of the whole, and not of the connection's silence: an answer may come drop by drop.
      const timer = setTimeout(() => {
        reject(timeoutError(url, timeout));
        request.destroy();
      }, timeout);
      request.on('close', () => clearTimeout(timer));
      request.on('error', reject);
      request.on('response', (response) => readWhole(response).then(resolve, reject));
      request.end(body);
    });
}

function openConnections() {
  const https = process.getBuiltinModule('node:https');
  const http = process.getBuiltinModule('node:http');
  const secure = { request: https.request, agent: new https.Agent({ keepAlive: true }) };
  const plain = { request: http.request, agent: new http.Agent({ keepAlive: true }) };
  return { secure, plain };
}

function timeoutError({ host }: URL, timeout: number): Error {
  const error = new Error(`${host} did not answer within ${timeout} ms`);
  return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

async function readWhole(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
