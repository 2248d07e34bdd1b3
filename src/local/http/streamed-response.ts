import type { ServerResponse } from 'node:http';
import type { StreamSink } from '../environment/running-invocation.js';
import { readHead } from './api-gateway-result.js';

const INTEGRATION_RESPONSE = 'application/vnd.awslambda.http-integration-response';
const HEAD_END = Buffer.alloc(8);

/** Passes a streamed response on to the HTTP client while the function writes it. */
export class StreamedResponse implements StreamSink {
  readonly #response: ServerResponse;
  /** What has arrived of the JSON head that precedes the body; undefined once it was read. */
  #head: Buffer | undefined;
  #contentType = '';

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  start(contentType: string): void {
    if (contentType === INTEGRATION_RESPONSE) this.#head = Buffer.alloc(0);
    // The status waits for the first byte: until then the function can still fail.
    else this.#contentType = contentType;
  }

  write(chunk: Buffer): void {
    if (!this.#head) {
      if (chunk.length === 0) return;
      if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': this.#contentType });
      this.#response.write(chunk);
      return;
    }
    const head = Buffer.concat([this.#head, chunk]);
    const end = head.indexOf(HEAD_END);
    this.#head = end < 0 ? head : undefined;
    if (end < 0) return;
    this.#writeHead(head.toString('utf8', 0, end));
    this.write(head.subarray(end + HEAD_END.length));
  }

  #writeHead(json: string): void {
    let head: ReturnType<typeof readHead>;
    try {
      head = readHead(JSON.parse(json));
    } catch {
      head = undefined;
    }
    for (const [name, value] of head?.headers ?? []) this.#response.setHeader(name, value);
    if (!this.#response.hasHeader('content-type')) this.#response.setHeader('content-type', 'application/octet-stream');
    this.#response.writeHead(head?.statusCode ?? 500).flushHeaders();
  }
}
