import { createSocket, type Socket } from 'node:dgram';
import { type Rejection, readSegmentDocument, type SegmentDocument } from './segment-document.js';

/** What arrived at the daemon. */
export interface XRayListener {
  segment(document: SegmentDocument): void;
  rejection(rejection: Rejection): void;
  /** A datagram of OTLP spans (`T1S` or `T1U`), which the daemon in Lambda takes too: only its size is known. */
  otlp?(bytes: number): void;
}

const MARKER = Buffer.from('otel-powertools-drain:');
const DRAIN_TIMEOUT_MS = 200;

/**
 * An X-Ray daemon on a UDP port of the loopback interface: takes what the real one takes, and says at once what the
 * service behind the real one would have refused minutes later.
 */
export class XRayDaemon {
  /** `host:port`, for AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  readonly #socket: Socket;
  readonly #port: number;
  readonly #drains = new Map<string, () => void>();
  #drainCount = 0;

  private constructor(socket: Socket, listener: XRayListener) {
    this.#socket = socket;
    this.#port = socket.address().port;
    this.address = `127.0.0.1:${this.#port}`;
    socket.on('message', (datagram) => {
      if (!this.#isMarker(datagram)) receive(datagram, listener);
    });
  }

  static start(listener: XRayListener): Promise<XRayDaemon> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, '127.0.0.1', () => {
        socket.off('error', reject);
        // A failed send of a marker must not end the process; the drain then ends by its own time limit.
        socket.on('error', () => {});
        resolve(new XRayDaemon(socket, listener));
      });
    });
  }

  /** Resolves when everything sent to the daemon before this call has been read. */
  drain(): Promise<void> {
    // Datagrams on the loopback interface are read in the order in which they were sent.
    const name = String(++this.#drainCount);
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#drains.delete(name);
        resolve();
      };
      const timer = setTimeout(finish, DRAIN_TIMEOUT_MS);
      this.#drains.set(name, finish);
      this.#socket.send(Buffer.concat([MARKER, Buffer.from(name)]), this.#port, '127.0.0.1', () => {});
    });
  }

  close(): Promise<void> {
    for (const finish of [...this.#drains.values()]) finish();
    return new Promise((resolve) => this.#socket.close(resolve));
  }

  #isMarker(datagram: Buffer): boolean {
    if (!datagram.subarray(0, MARKER.length).equals(MARKER)) return false;
    this.#drains.get(datagram.toString('latin1', MARKER.length))?.();
    return true;
  }
}

const receive = (datagram: Buffer, listener: XRayListener): void => {
  const split = datagram.indexOf('\n');
  const reading = readSegmentDocument(datagram.toString('utf8', split + 1));
  if ('document' in reading) listener.segment(reading.document);
  else listener.rejection({ reason: reading.reason, excerpt: datagram.toString('utf8', 0, 200) });
};
