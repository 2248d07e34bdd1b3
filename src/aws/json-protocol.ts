import { createSender } from './client.js';
import { readDocument, writeDocument } from './document.js';
import type { LightClientConfig } from './light-client-config.js';
import type { AwsService } from './service.js';

/** A service of AWS's JSON protocol: each operation is a POST to `/`. */
export interface JsonService extends AwsService {
  readonly version: '1.0' | '1.1';
  /** What stands before the operation in the header `X-Amz-Target`. */
  readonly target: string;
}

/** Makes a request of the JSON protocol. Input and output are as the API has them. */
export type SendJson = (
  operation: string,
  input: object,
  options?: { readonly deadline?: number | undefined },
) => Promise<Readonly<Record<string, unknown>>>;

/** @throws {Error} a number in `config` is none, or is too small or too large. */
export function createJsonSender(service: JsonService, config: LightClientConfig | undefined): SendJson {
  const send = createSender(service, config, ({ body }) => readDocument(body, service.revive));
  return (operation, input, options) =>
    send({
      operation,
      attributes: service.describe?.(operation, input),
      deadline: options?.deadline,
      method: 'POST',
      path: '/',
      headers: {
        'content-type': `application/x-amz-json-${service.version}`,
        'x-amz-target': `${service.target}.${operation}`,
      },
      body: writeDocument(input),
    });
}
