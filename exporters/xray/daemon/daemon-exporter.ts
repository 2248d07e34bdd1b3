import { diag } from '@opentelemetry/api';
import type { XRaySpanExporterOptions } from '../options.js';
import { DATAGRAM_HEADER, type DatagramFormat, MAX_DATAGRAM_BYTES } from '../pack/datagram.js';
import type { ExportableSpan } from '../span.js';
import { resolveDaemonAddress } from './daemon-address.js';
import { DatagramSocket, type SendError } from './datagram-socket.js';
import { DropCounter, type DroppedSpans } from './drop-counter.js';

/** The OpenTelemetry SDK's `ExportResult`: code 0 is success, 1 is failure. */
export interface ExportResult {
  code: 0 | 1;
  error?: Error;
  /** `diag` was told of failures of this kind: whoever is handed the result need not. */
  reported?: boolean;
}

const MAX_DOCUMENT_BYTES = MAX_DATAGRAM_BYTES - DATAGRAM_HEADER.length;

// Whatever is cut from a span, its ids, times, name and first error fit.
const MIN_DOCUMENT_BYTES = 2_048;

/** Sends spans to the X-Ray daemon in the datagrams of one format. */
export class DaemonExporter {
  /**
   * Whether a span can be given before it has ended and again when it has. X-Ray replaces a document by a later one with
   * its id; what takes OTLP does not.
   */
  readonly takesOpenSpans: boolean;
  /** A datagram to the daemon is no call that an instrumentation could trace. */
  readonly isLocal = true;
  readonly #format: DatagramFormat;
  readonly #socket: DatagramSocket;
  readonly #drops = new DropCounter();
  readonly #pending = new Set<Promise<void>>();
  #limit: number;
  #isShutdown = false;

  constructor(format: DatagramFormat, options: XRaySpanExporterOptions = {}) {
    this.takesOpenSpans = format.takesOpenSpans;
    this.#format = format;
    this.#socket = new DatagramSocket(resolveDaemonAddress(options.daemonAddress, process.env));
    const limit = Math.floor(options.maxDocumentBytes ?? MAX_DOCUMENT_BYTES) || MAX_DOCUMENT_BYTES;
    this.#limit = Math.max(MIN_DOCUMENT_BYTES, Math.min(MAX_DOCUMENT_BYTES, limit));
  }

  /**
   * Opens the socket now instead of with the first export. In Lambda the time at INIT is nobody's latency.
   */
  prepare(): void {
    this.#socket.prepare();
  }

  /** How many spans were lost, and why. Spans that are not sampled are none of them. */
  get dropped(): DroppedSpans {
    return this.#drops.dropped;
  }

  /** Calls back once, when the kernel has taken every datagram or refused it. */
  export(spans: readonly ExportableSpan[], resultCallback: (result: ExportResult) => void): void {
    const work = this.#deliver(spans, resultCallback);
    this.#pending.add(work);
    void work.then(() => this.#pending.delete(work));
  }

  /** Resolves when the exports that are under way have ended. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Ends what is under way and closes the socket; exports after that fail. */
  async shutdown(): Promise<void> {
    this.#isShutdown = true;
    await this.forceFlush();
    this.#socket.close();
  }

  /** Never rejects. */
  async #deliver(spans: readonly ExportableSpan[], resultCallback: (result: ExportResult) => void): Promise<void> {
    let result: ExportResult;
    try {
      if (this.#isShutdown) throw new Error('XRaySpanExporter was shut down: it exports no more spans.');
      const error = await this.#send(spans);
      result = error ? { code: 1, error, reported: true } : { code: 0 };
    } catch (error) {
      result = { code: 1, error: error instanceof Error ? error : new Error(String(error)) };
    }
    try {
      resultCallback(result);
    } catch (error) {
      diag.error('otel-powertools: the callback of an export of spans threw.', error);
    }
  }

  /** Resolves to the first error that cost spans. */
  async #send(spans: readonly ExportableSpan[]): Promise<SendError> {
    let failure: SendError;
    let waiting = this.#format.accept(spans, (reason, count) => this.#drops.add(reason, count));
    while (waiting.length > 0) {
      const limit = this.#limit;
      const report = (error: unknown): void => this.#drops.add('untranslatable', 1, error);
      const datagrams = this.#format.encode(waiting, limit, report);
      const errors = await this.#socket.send(datagrams.map(({ bytes }) => bytes));
      const tooLong: ExportableSpan[] = [];
      for (const [index, datagram] of datagrams.entries()) {
        const error = errors[index];
        if (!error) continue;
        if (error.code === 'EMSGSIZE' && limit > MIN_DOCUMENT_BYTES) {
          tooLong.push(...datagram.spans());
        } else {
          failure ??= error;
          this.#drops.add('unsent', datagram.spans().length, error);
        }
      }
      waiting = tooLong;
      // The kernel takes less than UDP allows (macOS: 9,216 bytes), and will not change its mind.
      if (waiting.length > 0) this.#limit = Math.min(this.#limit, Math.max(MIN_DOCUMENT_BYTES, limit >> 1));
    }
    return failure;
  }
}
