import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Something that listens where an OTLP endpoint should be. */
export interface Endpoint {
  readonly url: string;
  /** The requests that arrived whole. */
  readonly requests: readonly ReceivedRequest[];
  /** How many connections were made to it. */
  readonly connections: number;
  close(): Promise<void>;
}

export type Answerer = (response: ServerResponse, request: ReceivedRequest, index: number) => unknown;

/** An HTTP endpoint that answers as it is told. */
export const startHttpEndpoint = async (answer: Answerer): Promise<Endpoint> => {
  const requests: ReceivedRequest[] = [];
  const server = createHttpServer(async (message, response) => {
    const request = { path: message.url ?? '', headers: message.headers, body: await buffer(message) };
    requests.push(request);
    await answer(response, request, requests.length - 1);
  });
  return listening(server, 'http', requests);
};

/** Something that has a way of its own with each connection. */
export const startSocketEndpoint = (connected: (socket: Socket) => void, scheme = 'http'): Promise<Endpoint> =>
  listening(createServer(connected), scheme, []);

export const startHttp2Endpoint = (): Promise<Endpoint> => listening(createHttp2Server(), 'http', []);

const listening = async (server: Server, scheme: string, requests: readonly ReceivedRequest[]): Promise<Endpoint> => {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    requests,
    get connections() {
      return connections;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
