import { createSocket, type Socket } from 'node:dgram';
import { type Reading, type Rejection, readSegmentDocument, type SegmentDocument } from './segment-document.js';

/** What arrived at the daemon. */
export interface XRayListener {
  /** A document, and the size of the datagram that it came in. */
  segment(document: SegmentDocument, bytes: number): void;
  rejection(rejection: Rejection): void;
  /** A datagram of OTLP spans (`T1S` or `T1U`), which the daemon in Lambda takes too: only its size is known. */
  otlp(bytes: number): void;
}

const MARKER = Buffer.from('otel-powertools-drain:');
const DRAIN_TIMEOUT_MS = 200;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const EXCERPT_BYTES = 200;
/** Spans in protobuf, as the collector-less OpenTelemetry layers send them: sampled, or not. */
const OTLP = /^T1[SU]/;

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
  #closing: Promise<void> | undefined;

  private constructor(socket: Socket, listener: XRayListener) {
    this.#socket = socket;
    this.#port = socket.address().port;
    this.address = `127.0.0.1:${this.#port}`;
    socket.on('message', (datagram) => {
      // The real daemon takes no notice of an empty one.
      if (datagram.length > 0 && !this.#isMarker(datagram)) dispatch(datagram, listener);
    });
  }

  static start(listener: XRayListener): Promise<XRayDaemon> {
    const socket = createSocket('udp4');
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, '127.0.0.1', () => {
        socket.off('error', reject);
        enlargeBuffer(socket);
        // A failed send of a marker must not end the process; the drain then ends by its own time limit.
        socket.on('error', () => {});
        resolve(new XRayDaemon(socket, listener));
      });
    });
  }

  /** Resolves when everything sent to the daemon before this call has been read. */
  drain(): Promise<void> {
    // Datagrams on the loopback interface are read in the order in which they were sent.
    if (this.#closing) return this.#closing;
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
    this.#closing ??= new Promise((resolve) => this.#socket.close(resolve));
    return this.#closing;
  }

  #isMarker(datagram: Buffer): boolean {
    if (!datagram.subarray(0, MARKER.length).equals(MARKER)) return false;
    this.#drains.get(datagram.toString('latin1', MARKER.length))?.();
    return true;
  }
}

/** A burst of documents must not be lost while this process is busy; some systems refuse, others grant less. */
function enlargeBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The buffer stays as large as it is.
  }
}

function dispatch(datagram: Buffer, listener: XRayListener): void {
  const arrival = readDatagram(datagram);
  if ('document' in arrival) listener.segment(arrival.document, datagram.length);
  else if ('otlpBytes' in arrival) listener.otlp(arrival.otlpBytes);
  else listener.rejection({ reason: arrival.reason, excerpt: datagram.toString('utf8', 0, EXCERPT_BYTES) });
}

/** A datagram is a header in JSON, a line end, and one document. */
function readDatagram(datagram: Buffer): Reading | { readonly otlpBytes: number } {
  const split = datagram.indexOf('\n');
  if (split < 0 || split === datagram.length - 1) return { reason: 'there is no header line, or nothing after it' };
  const header = datagram.toString('utf8', 0, split);
  if (!isHeader(header)) {
    return { reason: `the header is not {"format":"json","version":1} but ${header.slice(0, EXCERPT_BYTES)}` };
  }
  const body = datagram.subarray(split + 1);
  if (OTLP.test(body.toString('latin1', 0, 3))) return { otlpBytes: body.length };
  return readSegmentDocument(body.toString('utf8'));
}

/** The daemon reads the format's name in any case, and ignores what else the header says. */
function isHeader(text: string): boolean {
  try {
    const header: unknown = JSON.parse(text);
    return (
      typeof header === 'object' &&
      header !== null &&
      'format' in header &&
      String(header.format).toLowerCase() === 'json' &&
      'version' in header &&
      header.version === 1
    );
  } catch {
    return false;
  }
}
