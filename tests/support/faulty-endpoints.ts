import { Readable } from 'node:stream';
import { encodePartialSuccess, type SignalName } from '../exporters/otlp/decoder.js';
import { type Endpoint, startHttp2Endpoint, startHttpEndpoint, startSocketEndpoint } from './otlp-endpoint.js';

/** What becomes of what is sent. */
export type Fate =
  /** It arrives. */
  | 'taken'
  /** It is kept for the next export. */
  | 'kept'
  /** It is lost, and counted. */
  | 'dropped';

export interface Fault {
  readonly name: string;
  readonly start: () => Promise<Endpoint>;
  readonly fate: Fate;
  /** What is said of it. */
  readonly said?: RegExp;
}

const signalOf = (path: string): SignalName => {
  const found = (['traces', 'metrics', 'logs'] as const).find((signal) => path.endsWith(signal));
  if (!found) throw new Error(`${path} is of no signal.`);
  return found;
};

const unreachable = (url: string): Promise<Endpoint> =>
  Promise.resolve({ url, requests: [], connections: 0, close: async () => {} });

function* endless(): Generator<Buffer> {
  while (true) yield Buffer.alloc(65_536);
}

/** Every way in which an endpoint may not be well, and what an exporter makes of each. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'slow',
    fate: 'taken',
    start: () => startHttpEndpoint((response) => setTimeout(() => response.end(), 50)),
  },
  {
    name: 'one that drips its answer',
    fate: 'taken',
    start: () =>
      startHttpEndpoint((response) => {
        response.setHeader('content-length', 1000).flushHeaders();
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      }),
  },
  {
    name: 'one that resets connections',
    fate: 'kept',
    said: /cannot be reached: .*ECONNRESET|socket hang up/,
    start: () => startSocketEndpoint((socket) => void socket.once('data', () => socket.resetAndDestroy())),
  },
  {
    name: 'one that refuses TLS',
    fate: 'kept',
    said: /cannot be reached/,
    start: () => startSocketEndpoint((socket) => void socket.once('data', () => socket.end()), 'https'),
  },
  {
    name: 'a redirect',
    fate: 'dropped',
    said: /answered 302/,
    start: () => startHttpEndpoint((response) => response.writeHead(302, { location: '/elsewhere' }).end('moved')),
  },
  {
    name: '400',
    fate: 'dropped',
    said: /answered 400: "no such thing"/,
    start: () => startHttpEndpoint((response) => response.writeHead(400).end('no such thing')),
  },
  {
    name: '429 with Retry-After',
    fate: 'kept',
    said: /answered 429/,
    start: () => startHttpEndpoint((response) => response.writeHead(429, { 'retry-after': '30' }).end()),
  },
  {
    name: '500',
    fate: 'dropped',
    said: /answered 500: "oops"/,
    start: () => startHttpEndpoint((response) => response.writeHead(500).end('oops')),
  },
  {
    name: '503, then well',
    fate: 'taken',
    start: () =>
      startHttpEndpoint((response, _request, index) => response.writeHead(index % 2 === 0 ? 503 : 200).end()),
  },
  {
    name: 'garbage',
    fate: 'kept',
    said: /cannot be reached: Parse Error/,
    start: () => startSocketEndpoint((socket) => void socket.once('data', () => socket.end('\u0000garbage\r\n\r\n'))),
  },
  {
    name: 'a huge answer',
    fate: 'taken',
    start: () =>
      startHttpEndpoint((response) =>
        Readable.from(endless())
          .on('error', () => {})
          .pipe(response),
      ),
  },
  {
    name: 'a name that nobody knows',
    fate: 'kept',
    said: /cannot be reached: .*(ENOTFOUND|EAI_AGAIN)/,
    start: () => unreachable('http://collector.invalid:4318'),
  },
  {
    name: 'a connection that is closed after the headers',
    fate: 'taken',
    start: () =>
      startHttpEndpoint((response) => {
        response.setHeader('content-length', 1000).flushHeaders();
        setTimeout(() => response.destroy(), 10);
      }),
  },
  {
    name: 'one that accepts and says nothing',
    fate: 'kept',
    said: /did not answer within|cannot be reached: There was no answer/,
    start: () => startSocketEndpoint((socket) => void socket.resume()),
  },
  {
    name: 'another protocol',
    fate: 'kept',
    said: /cannot be reached/,
    start: startHttp2Endpoint,
  },
  {
    name: 'a partial success',
    fate: 'dropped',
    said: /says: "one is bad"/,
    start: () =>
      startHttpEndpoint((response, { path }) => {
        response.setHeader('content-type', 'application/x-protobuf');
        response.end(encodePartialSuccess(signalOf(path), 1, 'one is bad'));
      }),
  },
  {
    name: 'nobody at all',
    fate: 'kept',
    said: /cannot be reached: .*ECONNREFUSED/,
    start: () => unreachable('http://127.0.0.1:9'),
  },
];

/** One that answers the first request of a connection, and no other: what is left of one after an environment was frozen. */
export const startHalfOpenEndpoint = (): Promise<Endpoint> => {
  const used = new WeakSet<object>();
  return startHttpEndpoint((response) => {
    const { socket } = response;
    if (!socket || used.has(socket)) return;
    used.add(socket);
    response.end();
  });
};
