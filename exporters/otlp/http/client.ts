import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import type { TlsSettings } from '../settings/settings.js';

/** What came back, as far as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Of an answer that goes on beyond this nothing more is read. */
const MAX_BODY_BYTES = 65_536;

/**
 * A connection that was idle for longer is not used again. While an environment is frozen, what is at the other end, or
 * between, gives its connections up, and an environment that goes on may not hear of it.
 */
const MAX_IDLE_MILLIS = 30_000;

/** Posts to one URL, over connections that it keeps. It follows no redirect: what is sent is for one place only. */
export class HttpClient {
  readonly #options: RequestOptions;
  readonly #tls: TlsSettings;
  #agent: Agent | undefined;
  #usedAt = 0;

  constructor(url: URL, tls: TlsSettings) {
    // As Node.js would make them of the URL, for each request.
    this.#options = process.getBuiltinModule('node:url').urlToHttpOptions(url);
    this.#tls = tls;
  }

  /**
   * Resolves to the answer. Rejects where there is none within the time; an answer that is cut off, or too slow, but has a
   * status counts as far as it came.
   */
  async post(headers: ReadonlyMap<string, string>, body: Uint8Array, timeoutMillis: number): Promise<Answer> {
    const deadline = Date.now() + timeoutMillis;
    const kept = this.#openRequest(headers);
    try {
      return await this.#exchange(kept, body, timeoutMillis);
    } catch (error) {
      // The other end closed the connection that was kept, at the moment when it was used: that says nothing about it.
      if (!kept.reusedSocket || !isReset(error)) throw error;
      return await this.#exchange(this.#openRequest(headers), body, Math.max(1, deadline - Date.now()));
    }
  }

  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  #openRequest(headers: ReadonlyMap<string, string>): ClientRequest {
    const isSecure = this.#options.protocol === 'https:';
    const { Agent: AgentOfProtocol, request } = process.getBuiltinModule(isSecure ? 'node:https' : 'node:http');
    if (Date.now() - this.#usedAt > MAX_IDLE_MILLIS) this.close();
    this.#agent ??= new AgentOfProtocol({ keepAlive: true, ...this.#tls });
    return request({ ...this.#options, method: 'POST', agent: this.#agent, headers: Object.fromEntries(headers) });
  }

  #exchange(request: ClientRequest, body: Uint8Array, timeoutMillis: number): Promise<Answer> {
    this.#usedAt = Date.now();
    return new Promise((resolve, reject) => {
      let response: IncomingMessage | undefined;
      const chunks: Buffer[] = [];
      let length = 0;
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        if (response?.statusCode !== undefined) {
          this.#usedAt = Date.now();
          const { statusCode: status, headers } = response;
          resolve({ status, headers, body: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES) });
        } else reject(error ?? new Error('The connection was closed before there was an answer.'));
      };
      const giveUp = (error: Error): void => {
        settle(error);
        request.destroy();
      };
      const timer = setTimeout(
        () => giveUp(new Error(`There was no answer within ${timeoutMillis} ms.`)),
        timeoutMillis,
      );
      request.on('error', giveUp);
      request.on('close', () => settle());
      request.on('response', (incoming) => {
        response = incoming;
        incoming.on('error', giveUp);
        incoming.on('end', () => settle());
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length > MAX_BODY_BYTES) giveUp(new Error('The answer is too long.'));
        });
      });
      request.end(body);
    });
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
