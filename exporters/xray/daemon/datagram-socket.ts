import type { Socket } from 'node:dgram';
import { context, createContextKey } from '@opentelemetry/api';
import type { DaemonAddress } from './daemon-address.js';
import { Pace } from './pace.js';

/** How often a host name is looked up again, in milliseconds. */
const LOOKUP_LIFETIME = 60_000;

const MAX_ATTEMPTS = 3;

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

// The key that the SDK's `suppressTracing` sets: looking up a name must not itself be traced and exported.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

interface Target {
  readonly address: string;
  readonly family: 4 | 6;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** What became of one datagram: undefined when the kernel has taken it. */
export type SendError = NodeJS.ErrnoException | undefined;

/** There was no time left to send a datagram at a pace at which it would have arrived. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';

  constructor() {
    super('There was no time left to send the datagram, and faster the daemon would not have kept up.');
  }
}

/** One UDP socket, opened at first need and kept. It never keeps the process alive, and nothing it does throws. */
export class DatagramSocket {
  readonly #daemon: DaemonAddress;
  readonly #pace = new Pace();
  #socket: Socket | undefined;
  #family: 4 | 6 | undefined;
  #isBound = false;
  #target: Target | undefined;

  constructor(daemon: DaemonAddress) {
    this.#daemon = daemon;
  }

  /**
   * Hands the datagrams to the kernel, the last of them first, with pauses where the daemon could not keep up. What does
   * not fit in `millis` is not sent: of those that come last.
   *
   * @param millis - `at once` where nothing can be waited for: all of them are handed over now, in order.
   */
  send(datagrams: readonly Buffer[], millis: number | 'at once'): Promise<SendError[]> {
    const target = this.#freshTarget();
    const end = millis === 'at once' ? Number.NEGATIVE_INFINITY : performance.now() + millis;
    return target && (datagrams.length === 1 || millis === 'at once')
      ? this.#sendAll(datagrams, target)
      : this.#sendPaced(datagrams, target, end);
  }

  /**
   * Hands one datagram to the kernel. Undefined where the kernel has it when this returns, as it mostly has: should it
   * refuse the datagram even so, `failed` is told with the next tick. Else what has to be waited for.
   */
  sendOne(datagram: Buffer, failed: (error: NodeJS.ErrnoException) => void): Promise<void> | undefined {
    const target = this.#freshTarget();
    const socket = target && this.#boundSocket(target.family);
    if (!target || !socket) {
      return this.send([datagram], 'at once').then(([error]) => {
        if (error) failed(error);
      });
    }
    let settle: (() => void) | undefined;
    socket.send(datagram, this.#daemon.port, target.address, (error) => {
      if (error) failed(error);
      settle?.();
    });
    if (socket.getSendQueueCount() === 0) return undefined;
    return new Promise((resolve) => {
      settle = resolve;
    });
  }

  async #sendPaced(datagrams: readonly Buffer[], known: Target | undefined, end: number): Promise<SendError[]> {
    const target = known ?? (await this.#resolve());
    if (target instanceof Error) return datagrams.map(() => target);
    const results: (Promise<SendError> | OutOfTimeError)[] = [];
    let bytes = datagrams.reduce((sum, datagram) => sum + datagram.length, 0);
    for (let left = datagrams.length; left > 0; ) {
      const index = left - 1;
      const datagram = datagrams[index] ?? NOTHING;
      const now = performance.now();
      // The first one has what the others hang on: it goes in any case.
      const isLate = !this.#pace.canSend(left, bytes, now, end) && index > 0;
      const delay = this.#pace.delayOf(datagram.length, now);
      if (!isLate && delay > 0 && now + delay <= end) {
        await pause(delay);
        continue;
      }
      left = index;
      bytes -= datagram.length;
      if (isLate) {
        results[index] = new OutOfTimeError();
      } else {
        this.#pace.count(datagram.length, now);
        results[index] = this.#handOver(datagram, target);
      }
    }
    return Promise.all(results);
  }

  #sendAll(datagrams: readonly Buffer[], target: Target): Promise<SendError[]> {
    return Promise.all(datagrams.map((datagram) => this.#handOver(datagram, target)));
  }

  #handOver(datagram: Buffer, target: Target): Promise<SendError> {
    return new Promise((resolve) => this.#attempt(datagram, target, 1, resolve));
  }

  #attempt(datagram: Buffer, target: Target, attempt: number, done: (error: SendError) => void): void {
    const settle = (error: SendError | null): void => {
      const full = error?.code === 'ENOBUFS' || error?.code === 'EAGAIN';
      if (!full || attempt === MAX_ATTEMPTS) done(error ?? undefined);
      else setTimeout(() => this.#attempt(datagram, target, attempt + 1, done), PAUSE);
    };
    try {
      this.#open(target.family).send(datagram, this.#daemon.port, target.address, settle);
    } catch (error) {
      settle(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Opens the socket ahead of the first send, where the daemon's address is no name that has to be looked up. */
  prepare(): void {
    const target = this.#freshTarget();
    if (!target) return;
    try {
      // Binding loads a good part of Node; `send` would do it at its first call.
      this.#open(target.family).bind({ port: 0, exclusive: true });
    } catch {
      // The first send meets it again, and reports it.
    }
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.#isBound = false;
  }

  /** What is sent through a socket that is not bound yet waits in Node's own queue, which its send queue does not count. */
  #boundSocket(family: 4 | 6): Socket | undefined {
    return this.#isBound && this.#family === family ? this.#socket : undefined;
  }

  #open(family: 4 | 6): Socket {
    if (this.#socket && this.#family === family) return this.#socket;
    this.close();
    const socket = process.getBuiltinModule('node:dgram').createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      // Addresses are resolved before: Node's own lookup would put off the send to a later turn of the event loop.
      lookup: (address, _options, callback) => callback(null, address, family),
    });
    socket.unref();
    // Without a listener an error of the socket would end the process; the next send opens another.
    socket.on('error', () => {
      if (this.#socket === socket) this.close();
    });
    socket.once('listening', () => {
      this.#isBound = this.#socket === socket;
    });
    this.#socket = socket;
    this.#family = family;
    return socket;
  }

  #freshTarget(): Target | undefined {
    if (this.#target && this.#target.expires > Date.now()) return this.#target;
    const { host } = this.#daemon;
    // Not by node:net, which is a millisecond of a cold start.
    const family = IPV4.test(host) ? 4 : host.includes(':') ? 6 : undefined;
    if (!family) return undefined;
    this.#target = { address: host, family, expires: Number.POSITIVE_INFINITY };
    return this.#target;
  }

  #resolve(): Promise<Target | Error> {
    const { lookup } = process.getBuiltinModule('node:dns');
    return context.with(context.active().setValue(SUPPRESS_TRACING, true), () => {
      return new Promise<Target | Error>((resolve) => {
        // The daemon listens on IPv4 by default: of a name that has both, that is the address to try.
        lookup(this.#daemon.host, { order: 'ipv4first' }, (error, address, family) => {
          if (error) return resolve(error);
          this.#target = { address, family: family === 6 ? 6 : 4, expires: Date.now() + LOOKUP_LIFETIME };
          resolve(this.#target);
        });
      });
    });
  }
}

/** Milliseconds. */
const PAUSE = 1;

const NOTHING = Buffer.alloc(0);

// A timer: on one core a reader runs only while this process sleeps.
function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
