/** How requests are encoded: both are OTLP over HTTP. */
export type OtlpProtocol = 'http/protobuf' | 'http/json';

/** A request that is about to be sent. */
export interface OtlpRequest {
  /** The HTTP method: `POST`. */
  readonly method: string;
  /** Where it goes, with its whole path. */
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it is sent: encoded, and compressed if it is. */
  readonly body: Uint8Array;
}

/**
 * What an OTLP exporter does differently from what the environment says. Of each variable there is one for a signal, such as
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, which wins over the general one, `OTEL_EXPORTER_OTLP_ENDPOINT`.
 */
export interface OtlpExporterOptions {
  /** Where requests go, with its whole path. Default: the endpoint of the signal as it is; the general one with `/v1/<signal>`; `http://localhost:4318/v1/<signal>`. */
  readonly url?: string;
  /** Beside those of `OTEL_EXPORTER_OTLP_HEADERS`, and instead of those of the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `OTEL_EXPORTER_OTLP_PROTOCOL`; default `http/protobuf`. */
  readonly protocol?: OtlpProtocol;
  /** The most that an export may take, its repetitions included, in milliseconds. `OTEL_EXPORTER_OTLP_TIMEOUT`; default 10,000. */
  readonly timeoutMillis?: number;
  /** `OTEL_EXPORTER_OTLP_COMPRESSION`; default `none`. */
  readonly compression?: 'gzip' | 'none';
  /** Certificates of the authorities to trust, in PEM. `OTEL_EXPORTER_OTLP_CERTIFICATE` names a file; default: those of Node.js. */
  readonly ca?: string | Buffer;
  /** The certificate of the client, in PEM. `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` names a file. */
  readonly cert?: string | Buffer;
  /** The private key of the client, in PEM. `OTEL_EXPORTER_OTLP_CLIENT_KEY` names a file. */
  readonly key?: string | Buffer;
  /** Gives more headers to each request, such as those of a signature. It is called for each attempt. */
  readonly sign?: (
    request: OtlpRequest,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /**
   * How long an export keeps its caller waiting, in milliseconds. What takes longer goes on in the background, until its
   * time-out, and counts as a failure of the endpoint. Default: `timeoutMillis`.
   */
  readonly waitMillis?: number;
  /** How much of what could not be sent is kept for the next export, in bytes. Default 1 MiB. */
  readonly maxQueueBytes?: number;
  /** How long it is kept, in milliseconds. Default: 10 minutes. */
  readonly maxQueueAgeMillis?: number;
}

/** How an OpenTelemetry exporter says that it is done: `code` 0 is success. */
export interface OtlpExportResult {
  /** 0: the endpoint took all of it; 1: something has failed. */
  code: 0 | 1;
  /** What failed, with `code` 1. */
  error?: Error;
  /** `diag` was told of failures of this kind: whoever is handed the result need not. */
  reported?: boolean;
}

/** Spans, data points or log records that did not arrive, by the reason. */
export interface OtlpDropped {
  /** All of them, whatever the reason. */
  readonly total: number;
  /** What they hold could not be encoded. */
  readonly untranslatable: number;
  /** The endpoint answered that it took the request, but not these. */
  readonly rejected: number;
  /** The endpoint refused the request, and would refuse it again. */
  readonly refused: number;
  /** There was no room left to keep them for the next export. */
  readonly overflowed: number;
  /** They could not be sent for so long that nobody wants them any more. */
  readonly expired: number;
  /** The exporter was shut down before they could be sent. */
  readonly unsent: number;
}
