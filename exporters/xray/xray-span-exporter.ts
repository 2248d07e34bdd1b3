import { diag, isSpanContextValid, TraceFlags } from '@opentelemetry/api';
import { resolveDaemonAddress } from './daemon-address.js';
import { DATAGRAM_HEADER, type DatagramEncoder, MAX_DATAGRAM_BYTES } from './datagram.js';
import { DatagramSocket, type SendError } from './datagram-socket.js';
import { documentEncoder } from './document-datagrams.js';
import { DropCounter, type DroppedSpans } from './drop-counter.js';
import type { XRaySpanExporterOptions } from './options.js';
import { otlpEncoder } from './otlp/otlp-datagrams.js';
import { partitionParentless } from './parentless.js';
import type { ExportableSpan } from './span.js';

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

/**
 * Sends spans to the X-Ray daemon, as segment documents over UDP.
 *
 * A span and its descendants of the same `export` call travel in one document as far as it holds them. Nothing throws:
 * what goes wrong is counted in `dropped`, reported once per kind through `diag`, and makes the result a failure.
 *
 * @example
 * ```ts
 * const provider = new BasicTracerProvider({
 *   spanProcessors: [new BatchSpanProcessor(new XRaySpanExporter())],
 * });
 * ```
 */
export class XRaySpanExporter {
  /**
   * Whether a span can be given before it has ended and again when it has. X-Ray replaces a document by a later one with
   * its id; what takes OTLP does not.
   */
  readonly takesOpenSpans: boolean;
  /** A datagram to the daemon is no call that an instrumentation could trace. */
  readonly isLocal = true;
  readonly #accept: (spans: readonly ExportableSpan[]) => readonly ExportableSpan[];
  readonly #encode: DatagramEncoder;
  readonly #socket: DatagramSocket;
  readonly #drops = new DropCounter();
  readonly #pending = new Set<Promise<void>>();
  #limit: number;
  #isShutdown = false;

  constructor(options: XRaySpanExporterOptions = {}) {
    const { env } = process;
    this.#socket = new DatagramSocket(resolveDaemonAddress(options.daemonAddress, env));
    const limit = options.maxDocumentBytes ?? MAX_DOCUMENT_BYTES;
    this.#limit = Math.max(MIN_DOCUMENT_BYTES, Math.min(MAX_DOCUMENT_BYTES, Math.floor(limit) || MAX_DOCUMENT_BYTES));
    this.takesOpenSpans = options.format !== 'otlp';
    if (options.format === 'otlp') {
      this.#accept = (spans) => this.#valid(spans);
      this.#encode = otlpEncoder;
      return;
    }
    const lambda = options.lambda ?? env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
    this.#accept = (spans) => {
      const valid = this.#valid(spans.filter(isSampled));
      return lambda ? this.#withParents(valid) : valid;
    };
    this.#encode = documentEncoder({
      lambda,
      indexAll: options.indexAllAttributes ?? false,
      indexed: new Set(options.indexedAttributes),
      logGroups: options.logGroupNames ?? [],
      stackFrameLimit: options.stackFrameLimit ?? 50,
      clientQuery: options.clientQueryStrings ?? false,
    });
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
    const work = this.#deliver(spans)
      .catch(
        (error: unknown): ExportResult => ({
          code: 1,
          error: error instanceof Error ? error : new Error(String(error)),
        }),
      )
      .then(resultCallback)
      .catch((error: unknown) => diag.error('otel-powertools: the callback of an export of spans threw.', error))
      .finally(() => this.#pending.delete(work));
    this.#pending.add(work);
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

  /** Resolves to a failure with the first error, if any. */
  async #deliver(spans: readonly ExportableSpan[]): Promise<ExportResult> {
    if (this.#isShutdown)
      return { code: 1, error: new Error('XRaySpanExporter was shut down: it exports no more spans.') };
    let failure: SendError;
    let waiting = this.#accept(spans);
    while (waiting.length > 0) {
      const limit = this.#limit;
      const datagrams = this.#encode(waiting, limit, (error) => this.#drops.add('untranslatable', 1, error));
      const errors = await this.#socket.send(datagrams.map(({ bytes }) => bytes));
      const tooLong: ExportableSpan[][] = [];
      for (const [index, error] of errors.entries()) {
        const datagram = datagrams[index];
        if (!error || !datagram) continue;
        const carried = datagram.spans();
        if (error.code === 'EMSGSIZE' && limit > MIN_DOCUMENT_BYTES) {
          tooLong.push(carried);
        } else {
          failure ??= error;
          this.#drops.add('unsent', carried.length, error);
        }
      }
      waiting = tooLong.flat();
      // The kernel takes less than UDP allows (macOS: 9,216 bytes), and will not change its mind.
      if (waiting.length > 0) this.#limit = Math.min(this.#limit, Math.max(MIN_DOCUMENT_BYTES, limit >> 1));
    }
    return failure ? { code: 1, error: failure, reported: true } : { code: 0 };
  }

  #valid(spans: readonly ExportableSpan[]): readonly ExportableSpan[] {
    const valid = spans.filter((span) => isSpanContextValid(span.spanContext()));
    this.#drops.add('invalid', spans.length - valid.length);
    return valid;
  }

  #withParents(spans: readonly ExportableSpan[]): readonly ExportableSpan[] {
    const { kept, parentless } = partitionParentless(spans);
    this.#drops.add('parentless', parentless.length);
    return kept;
  }
}

const isSampled = (span: ExportableSpan): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
