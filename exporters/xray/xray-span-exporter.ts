import { diag, isSpanContextValid, TraceFlags } from '@opentelemetry/api';
import { resolveDaemonAddress } from './daemon-address.js';
import { DATAGRAM_HEADER, type DatagramEncoder, MAX_DATAGRAM_BYTES } from './datagram.js';
import { DatagramSocket, type SendError } from './datagram-socket.js';
import { documentEncoder } from './document-datagrams.js';
import { partitionParentless } from './parentless.js';
import type { ExportableSpan } from './span.js';

export interface XRaySpanExporterOptions {
  /**
   * Where the daemon listens: `host:port`, `udp:host:port` or `tcp:host:port udp:host:port`; an IPv6 address in brackets.
   * Default: `AWS_XRAY_DAEMON_ADDRESS`, else `127.0.0.1:2000`.
   */
  readonly daemonAddress?: string | undefined;
  /** Whether Lambda writes the segment, so that every span is a subsegment. Default: whether `AWS_LAMBDA_FUNCTION_NAME` is set. */
  readonly lambda?: boolean | undefined;
  /**
   * Attributes to index as annotations, by their names; those of the resource with `otel.resource.` before the name.
   * Default: none, but for those that a span lists in its attribute `aws.xray.annotations`.
   */
  readonly indexedAttributes?: readonly string[] | undefined;
  /** Whether to index every attribute, up to X-Ray's limit of 50. Default: false. */
  readonly indexAllAttributes?: boolean | undefined;
  /** The CloudWatch log groups that X-Ray shows beside a segment. Default: what the resource says. */
  readonly logGroupNames?: readonly string[] | undefined;
  /** The most bytes of one document, at most and by default 65,477: what a UDP datagram carries beside its header. */
  readonly maxDocumentBytes?: number | undefined;
  /** The most frames of one exception's stack. Default: 50. */
  readonly stackFrameLimit?: number | undefined;
  /** Whether the URLs of outgoing requests keep their query strings, which often hold secrets. Default: false. */
  readonly clientQueryStrings?: boolean | undefined;
}

/** Spans that did not reach the daemon, by the reason. */
export interface DroppedSpans {
  readonly total: number;
  /** Their trace or span id is none. */
  readonly invalid: number;
  /** In Lambda: neither they nor an ancestor have a parent that Lambda made. */
  readonly parentless: number;
  /** What they hold could not be put into a document. */
  readonly untranslatable: number;
  /** The kernel did not take the datagram. */
  readonly unsent: number;
}

type DropReason = Exclude<keyof DroppedSpans, 'total'>;

/** The OpenTelemetry SDK's `ExportResult`: code 0 is success, 1 is failure. */
export interface ExportResult {
  code: 0 | 1;
  error?: Error;
}

const MAX_DOCUMENT_BYTES = MAX_DATAGRAM_BYTES - DATAGRAM_HEADER.length;

// A span's ids, times and longest name take less.
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
  readonly #lambda: boolean;
  readonly #encode: DatagramEncoder;
  readonly #socket: DatagramSocket;
  readonly #dropped = { invalid: 0, parentless: 0, untranslatable: 0, unsent: 0 };
  readonly #reported = new Set<DropReason>();
  readonly #pending = new Set<Promise<void>>();
  #limit: number;
  #shutdown = false;

  constructor(options: XRaySpanExporterOptions = {}) {
    const { env } = process;
    this.#lambda = options.lambda ?? env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
    this.#limit = Math.max(
      MIN_DOCUMENT_BYTES,
      Math.min(MAX_DOCUMENT_BYTES, options.maxDocumentBytes ?? MAX_DOCUMENT_BYTES),
    );
    this.#socket = new DatagramSocket(resolveDaemonAddress(options.daemonAddress, env));
    this.#encode = documentEncoder({
      lambda: this.#lambda,
      indexAll: options.indexAllAttributes ?? false,
      indexed: new Set(options.indexedAttributes),
      logGroups: options.logGroupNames ?? [],
      stackFrameLimit: options.stackFrameLimit ?? 50,
      clientQuery: options.clientQueryStrings ?? false,
    });
  }

  /** How many spans were lost, and why. Unsampled spans are not sent and not counted. */
  get dropped(): DroppedSpans {
    const { invalid, parentless, untranslatable, unsent } = this.#dropped;
    return { ...this.#dropped, total: invalid + parentless + untranslatable + unsent };
  }

  /** Calls back once, when the kernel has taken every datagram or refused it. */
  export(spans: readonly ExportableSpan[], resultCallback: (result: ExportResult) => void): void {
    if (this.#shutdown) {
      resultCallback({ code: 1, error: new Error('XRaySpanExporter was shut down: it exports no more spans.') });
      return;
    }
    const work = this.#deliver(spans)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      .then((error) => resultCallback(error ? { code: 1, error } : { code: 0 }))
      .catch((error: unknown) => diag.error('otel-powertools: what was waiting for an export failed.', error))
      .finally(() => this.#pending.delete(work));
    this.#pending.add(work);
  }

  /** Resolves when the exports that are under way have ended. */
  async forceFlush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Ends what is under way and closes the socket; exports after that fail. */
  async shutdown(): Promise<void> {
    this.#shutdown = true;
    await this.forceFlush();
    this.#socket.close();
  }

  async #deliver(spans: readonly ExportableSpan[]): Promise<SendError> {
    let failure: SendError;
    let waiting = this.#accept(spans);
    while (waiting.length > 0) {
      const limit = this.#limit;
      const datagrams = this.#encode(waiting, limit, (_span, error) => this.#drop('untranslatable', 1, error));
      const errors = await this.#socket.send(datagrams.map(({ bytes }) => bytes));
      waiting = [];
      for (const [index, error] of errors.entries()) {
        const carried = error ? (datagrams[index]?.spans() ?? []) : [];
        if (error?.code === 'EMSGSIZE' && limit > MIN_DOCUMENT_BYTES) {
          waiting = waiting.concat(carried);
        } else if (error) {
          failure ??= error;
          this.#drop('unsent', carried.length, error);
        }
      }
      // The kernel's limit is lower than UDP's (macOS: 9,216 bytes) and stays so.
      if (waiting.length > 0) this.#limit = Math.min(this.#limit, Math.max(MIN_DOCUMENT_BYTES, limit >> 1));
    }
    return failure;
  }

  #accept(spans: readonly ExportableSpan[]): readonly ExportableSpan[] {
    const sampled = spans.filter((span) => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0);
    const valid = sampled.filter((span) => isSpanContextValid(span.spanContext()));
    this.#drop('invalid', sampled.length - valid.length);
    if (!this.#lambda) return valid;
    const { kept, parentless } = partitionParentless(valid);
    this.#drop('parentless', parentless.length);
    return kept;
  }

  #drop(reason: DropReason, count: number, error?: unknown): void {
    if (count === 0) return;
    this.#dropped[reason] += count;
    if (this.#reported.has(reason)) return;
    this.#reported.add(reason);
    diag.warn(
      `otel-powertools: ${count} span(s) did not reach X-Ray: ${EXPLANATIONS[reason]} Reported once; see \`dropped\`.`,
      error ?? '',
    );
  }
}

const EXPLANATIONS: Record<DropReason, string> = {
  invalid: 'their trace id or span id is not valid.',
  parentless:
    'in Lambda a span hangs on the segment that Lambda makes, and these have no parent. They ended outside of an invocation, or active tracing is off.',
  untranslatable: 'what they hold could not be put into a document.',
  unsent: 'the datagram could not be sent.',
};
