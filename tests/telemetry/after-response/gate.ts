import type { ServerResponse } from 'node:http';
import { decodeRequest, type SignalName } from '../../exporters/otlp/decoder.js';
import { type Endpoint, startHttpEndpoint } from '../../support/otlp-endpoint.js';

/** A collector that takes requests, and answers them when it is told to. */
export interface Gate extends Endpoint {
  /** Answers all requests that there are, and those that come from now on. */
  open(): void;
  /** Answers no request from now on. */
  shut(): void;
  /** What has arrived, as text, of one signal. */
  textOf(signal: SignalName): string;
}

export const startGate = async (): Promise<Gate> => {
  let isOpen = false;
  const held: ServerResponse[] = [];
  const endpoint = await startHttpEndpoint((response) => {
    if (isOpen) response.end();
    else held.push(response);
  });
  return {
    url: endpoint.url,
    requests: endpoint.requests,
    get connections() {
      return endpoint.connections;
    },
    close: () => endpoint.close(),
    open() {
      isOpen = true;
      for (const response of held.splice(0)) response.end();
    },
    shut() {
      isOpen = false;
    },
    textOf: (signal) =>
      endpoint.requests
        .filter(({ path }) => path === `/v1/${signal}`)
        .map(({ headers, body }) => JSON.stringify(decodeRequest(signal, headers, body)))
        .join('\n'),
  };
};
