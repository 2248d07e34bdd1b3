import type { IncomingMessage } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly body: string;
}

/** Makes one request. It rejects where no whole answer came. */
export type Post = (url: URL, headers: Readonly<Record<string, string>>, body: Buffer) => Promise<HttpAnswer>;

/** Connections to a service, kept from one request to the next. What is needed for TLS is loaded at once. */
export const createTransport = (timeout: number): Post => {
  const https = process.getBuiltinModule('node:https');
  const http = process.getBuiltinModule('node:http');
  const secure = new https.Agent({ keepAlive: true });
  const plain = new http.Agent({ keepAlive: true });
  return (url, headers, body) =>
    new Promise((resolve, reject) => {
      const isPlain = url.protocol === 'http:';
      const request = (isPlain ? http : https).request(url, {
        method: 'POST',
        agent: isPlain ? plain : secure,
        headers: { ...headers, 'content-length': body.length },
        timeout,
      });
      request.on('timeout', () => request.destroy(timeoutError(url, timeout)));
      request.on('error', reject);
      request.on('response', (response) => readWhole(response).then(resolve, reject));
      request.end(body);
    });
};

const timeoutError = ({ host }: URL, timeout: number): Error =>
  Object.assign(new Error(`${host} has been silent for ${timeout} ms`), { name: 'TimeoutError', code: 'ETIMEDOUT' });

const readWhole = async (response: IncomingMessage): Promise<HttpAnswer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    requestId: response.headers['x-amzn-requestid']?.toString(),
    body: Buffer.concat(chunks).toString(),
  };
};
