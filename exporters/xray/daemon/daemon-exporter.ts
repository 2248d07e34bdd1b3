import { diag } from '@opentelemetry/api';
import type { ExportableSpan } from '../../exportable-span.js';
import type { XRaySpanExporterOptions } from '../options.js';
import { DATAGRAM_HEADER, type Datagram, type DatagramFormat, MAX_DATAGRAM_BYTES } from '../pack/datagram.js';
import { resolveDaemonAddress } from './daemon-address.js';
import { DatagramSocket, OutOfTimeError, type SendError } from './datagram-socket.js';
import { DropCounter, type DroppedSpans, type DropReason } from './drop-counter.js';

/** The OpenTelemetry SDK's `ExportResult`: code 0 is success, 1 is failure. */
export interface ExportResult {
  /** 0: success; 1: failure. */
  code: 0 | 1;
  /** What failed, with `code` 1. */
  error?: Error;
  /** `diag` was told of failures of this kind: whoever is handed the result need not. */
  reported?: boolean;
}

const MAX_DOCUMENT_BYTES = MAX_DATAGRAM_BYTES - DATAGRAM_HEADER.length;

// Whatever is cut from a span, its ids, times, name and first error fit.
const MIN_DOCUMENT_BYTES = 2_048;

// Of a budget, what it takes to say that the export has ended.
const ANSWER_MILLIS = 10;

/** When an export has to be over, by `performance.now()`. */
type End = number | 'at once';

/** Marks exporters to the daemon for every copy of this package, where `instanceof` knows only those of one. */
const TO_DAEMON = Symbol.for('otel-powertools.DaemonExporter');

/** Whether an exporter sends to the X-Ray daemon, of whichever copy of this package it is. */
export function sendsToDaemon(exporter: object): boolean {
  return TO_DAEMON in exporter;
}

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

  get [TO_DAEMON](): true {
    return true;
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

  /** Calls back once, when the kernel has taken every datagram or refused it. Takes the time that it needs. */
  export(spans: readonly ExportableSpan[], resultCallback: (result: ExportResult) => void): void {
    this.#track(this.#exportAndCallBack(spans, resultCallback));
  }

  /**
   * As `export`, for who asks `dropped` what was lost. Undefined where the kernel has everything when this returns: so it
   * is with the one small datagram of most invocations, and there is nothing to wait for.
   *
   * @param failed - Called once where spans were lost: the kernel has refused them, or there was no time left.
   * @param budget - How many milliseconds there are to send them: asked once, where there is more than one span. `at once`
   * where nothing can be waited for.
   * @throws Error where the exporter was shut down.
   */
  deliver(
    spans: readonly ExportableSpan[],
    failed: () => void = ignore,
    budget: (() => number) | 'at once' = unlimited,
  ): Promise<void> | undefined {
    const waiting = this.#accept(spans);
    if (waiting.length === 0) return undefined;
    const end = waiting.length === 1 ? undefined : endOf(budget);
    const datagrams = this.#encode(waiting);
    const [only] = datagrams;
    const sent =
      only && datagrams.length === 1
        ? this.#socket.sendOne(only.bytes, (error) => this.#retryOrDrop(only, error, failed))
        : this.#sendAll(datagrams, end).then((error) => error && failed());
    return sent && this.#track(sent);
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

  #track(work: Promise<void>): Promise<void> {
    this.#pending.add(work);
    return work.finally(() => this.#pending.delete(work));
  }

  /** Never rejects. */
  async #exportAndCallBack(
    spans: readonly ExportableSpan[],
    resultCallback: (result: ExportResult) => void,
  ): Promise<void> {
    let result: ExportResult;
    try {
      const waiting = this.#accept(spans);
      const error = waiting.length > 0 ? await this.#sendAll(this.#encode(waiting)) : undefined;
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

  #accept(spans: readonly ExportableSpan[]): readonly ExportableSpan[] {
    if (this.#isShutdown) throw new Error('XRaySpanExporter was shut down: it exports no more spans.');
    return this.#format.accept(spans, this.#drop);
  }

  #encode(spans: readonly ExportableSpan[]): Datagram[] {
    return this.#format.encode(spans, this.#limit, this.#reportUntranslatable);
  }

  /** Resolves to the first error that cost spans. */
  async #sendAll(first: readonly Datagram[], end: End = Number.POSITIVE_INFINITY): Promise<SendError> {
    let failure: SendError;
    for (let datagrams = first; datagrams.length > 0; ) {
      const errors = await this.#socket.send(
        datagrams.map(({ bytes }) => bytes),
        end === 'at once' ? end : end - performance.now(),
      );
      const tooLong: ExportableSpan[] = [];
      const canShrink = this.#limit > MIN_DOCUMENT_BYTES;
      for (const [index, datagram] of datagrams.entries()) {
        const error = errors[index];
        if (!error) continue;
        if (error.code === 'EMSGSIZE' && canShrink) {
          tooLong.push(...datagram.spans());
        } else {
          failure ??= error;
          this.#drop(error instanceof OutOfTimeError ? 'late' : 'unsent', datagram.spans().length, error);
        }
      }
      if (tooLong.length === 0) break;
      this.#shrink();
      datagrams = this.#encode(tooLong);
    }
    return failure;
  }

  /** What the kernel has refused after it was handed over. */
  #retryOrDrop(datagram: Datagram, error: NodeJS.ErrnoException, failed: () => void): void {
    const spans = datagram.spans();
    if (error.code !== 'EMSGSIZE' || this.#limit <= MIN_DOCUMENT_BYTES) {
      this.#drop('unsent', spans.length, error);
      failed();
      return;
    }
    this.#shrink();
    void this.#track(this.#sendAll(this.#encode(spans)).then((again) => again && failed()));
  }

  /** The kernel takes less than UDP allows (macOS: 9,216 bytes), and will not change its mind. */
  #shrink(): void {
    this.#limit = Math.max(MIN_DOCUMENT_BYTES, this.#limit >> 1);
  }

  readonly #drop = (reason: DropReason, count: number, error?: unknown): void =>
    this.#drops.add(reason, count, ...(error === undefined ? [] : [error]));

  readonly #reportUntranslatable = (error: unknown): void => this.#drop('untranslatable', 1, error);
}

function ignore(): void {}

function endOf(budget: (() => number) | 'at once'): End {
  return budget === 'at once' ? budget : performance.now() + budget() - ANSWER_MILLIS;
}

function unlimited(): number {
  return Number.POSITIVE_INFINITY;
}
