import type { Socket } from 'node:net';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '../../shared/suppress-tracing.js';
import { attempt } from '../../shared/unknown.js';

/** What Lambda has answered to the registration. */
export interface Registration {
  /** The HTTP status; 0 where nothing was answered. */
  readonly status: number;
  /** What the extension says who it is with; undefined where it was refused. */
  readonly identifier: string | undefined;
}

/** What Lambda has answered to the question for the next event. */
export interface EventAnswer {
  /** The HTTP status; 0 where nothing was answered. */
  readonly status: number;
  /** The invocation that begins; undefined where the event is another. */
  readonly requestId: string | undefined;
}

const PREFIX = '/2020-01-01/extension';
const NAME = 'otel-powertools';
const EVENTS = '{"events":["INVOKE"]}';

// Lambda answers within one. What takes longer is waited for in the event loop, and may be too late.
const MOST_BLOCKED_MILLIS = 20;
const PAUSE_MILLIS = 0.1;

/**
 * Registers this process as an internal extension. `done` is called once, mostly before this returns: what is not registered
 * when the runtime asks for its first event, Lambda refuses, and the runtime may ask before Node.js gets to its event loop.
 *
 * @param api - `host:port` of the Runtime API.
 */
export function registerExtension(api: string, done: (registration: Registration) => void): void {
  const socket = attempt(() => connect(api));
  if (!socket) {
    done(readRegistration(''));
    return;
  }
  const request = [
    `POST ${PREFIX}/register HTTP/1.1`,
    `Host: ${api}`,
    'Connection: close',
    `Lambda-Extension-Name: ${NAME}`,
    'Content-Type: application/json',
    `Content-Length: ${EVENTS.length}`,
    '',
    EVENTS,
  ].join('\r\n');
  let text = '';
  let isDone = false;
  const settle = (): void => {
    if (isDone) return;
    isDone = true;
    socket.destroy();
    done(readRegistration(text));
  };
  socket.on('error', settle);
  socket.on('close', settle);
  const exchange = new BlockingExchange(socket);
  if (exchange.write(request)) text = exchange.read(hasHead);
  else socket.write(request);
  if (hasHead(text)) {
    settle();
    return;
  }
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += String(chunk);
    if (hasHead(text)) settle();
  });
}

/**
 * A question for the next event. The answer comes when Lambda invokes the function: when the handler is about to run, so
 * that no more is done about it at first than to note that it is there.
 */
export class EventRequest {
  readonly #socket: Socket;
  #text = '';
  #isOver = false;

  /** @param arrived - Called when there is something to read. */
  constructor(api: string, identifier: string, arrived: (isOver: boolean) => void) {
    // Of no invocation, and in no trace.
    this.#socket = context.with(suppressTracing(ROOT_CONTEXT), connect, undefined, api);
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (chunk) => {
      this.#text += String(chunk);
      this.#socket.pause();
      arrived(false);
    });
    this.#socket.on('error', ignore);
    this.#socket.on('close', () => {
      this.#isOver = true;
      arrived(true);
    });
    this.#socket.write(
      [
        `GET ${PREFIX}/event/next HTTP/1.1`,
        `Host: ${api}`,
        // A connection rests as long as the environment does: none is used again that somebody has given up meanwhile.
        'Connection: close',
        `Lambda-Extension-Identifier: ${identifier}`,
        '\r\n',
      ].join('\r\n'),
    );
  }

  /** The answer; undefined while it is not all there. */
  read(): EventAnswer | undefined {
    const status = statusOf(this.#text);
    const requestId = status === 200 ? requestIdIn(this.#text) : undefined;
    if (requestId === undefined && !this.#isOver) {
      this.#socket.resume();
      return undefined;
    }
    this.#socket.destroy();
    return { status, requestId };
  }
}

/** Begins to connect at once. Where it is given an address as such, Node.js leaves that for its next tick. */
function connect(api: string): Socket {
  const { hostname, port } = new URL(`http://${api}`);
  const { connect: connectTo, isIPv4 } = process.getBuiltinModule('node:net');
  const socket = isIPv4(hostname)
    ? connectTo({
        ...{ host: 'runtime-api', port: Number(port), family: 4 },
        lookup: (_host, _options, found) => found(null, hostname, 4),
      })
    : connectTo({ host: hostname, port: Number(port) });
  return socket.unref();
}

/** What can be done over a socket before Node.js gets to its event loop: by way of its file descriptor, and not for long. */
class BlockingExchange {
  readonly #descriptor: number | undefined;
  readonly #until = performance.now() + MOST_BLOCKED_MILLIS;

  constructor(socket: Socket) {
    const handle: unknown = Reflect.get(socket, '_handle');
    const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
    // There is none on Windows.
    if (typeof descriptor === 'number' && descriptor >= 0) this.#descriptor = descriptor;
  }

  /** Whether all of it was written. */
  write(text: string): boolean {
    const { writeSync } = process.getBuiltinModule('node:fs');
    return this.#repeat((descriptor) => writeSync(descriptor, text) === text.length) ?? false;
  }

  /** What has arrived until it is enough. */
  read(isEnough: (text: string) => boolean): string {
    const { readSync } = process.getBuiltinModule('node:fs');
    const chunk = Buffer.alloc(4096);
    let text = '';
    this.#repeat((descriptor) => {
      const size = readSync(descriptor, chunk);
      text += chunk.toString('latin1', 0, size);
      return size === 0 || isEnough(text) ? true : undefined;
    });
    return text;
  }

  /** Runs `step` until it has a result, with pauses while there is nothing to be had from the socket. */
  #repeat(step: (descriptor: number) => boolean | undefined): boolean | undefined {
    if (this.#descriptor === undefined) return undefined;
    while (performance.now() < this.#until) {
      try {
        const result = step(this.#descriptor);
        if (result !== undefined) return result;
      } catch (error) {
        // Not connected yet, or nothing there yet; anything else the socket tells by itself.
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code !== 'EAGAIN' && code !== 'ENOTCONN') return undefined;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLIS);
    }
    return undefined;
  }
}

function hasHead(text: string): boolean {
  return text.includes('\r\n\r\n');
}

function statusOf(text: string): number {
  return Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0);
}

function readRegistration(text: string): Registration {
  const status = statusOf(text);
  const identifier = /^lambda-extension-identifier: *(\S+)/im.exec(text)?.[1];
  return { status, identifier: status === 200 ? identifier : undefined };
}

function requestIdIn(text: string): string | undefined {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const body = rest.join('');
  // The pieces of a body that comes in pieces begin with their sizes. In JSON there is no such line.
  const json = /^transfer-encoding: *chunked/im.test(head) ? body.replace(/(^|\r\n)[\da-f]+(\r\n|$)/gi, '') : body;
  try {
    // Lambda's own words; what is no INVOKE has no request.
    const { eventType, requestId }: Readonly<Record<string, unknown>> = Object(JSON.parse(json));
    return eventType === 'INVOKE' && typeof requestId === 'string' ? requestId : undefined;
  } catch {
    return undefined;
  }
}

function ignore(): void {}
