export interface XRaySpanExporterOptions {
  /**
   * Where the daemon listens: `host:port`, `udp:host:port` or `tcp:host:port udp:host:port`; an IPv6 address in brackets.
   * Default: `AWS_XRAY_DAEMON_ADDRESS`, else `127.0.0.1:2000`.
   */
  readonly daemonAddress?: string | undefined;
  /**
   * What a datagram holds: `segments` are X-Ray segment documents, which every daemon takes. `otlp` is OTLP protobuf,
   * which the daemon inside Lambda takes for backends that read OTLP; unsampled spans go too, marked as such.
   * Default: `segments`.
   */
  readonly format?: 'segments' | 'otlp' | undefined;
  /** The most bytes of a datagram after its header: from 2,048 to 65,477, which is the default and what UDP carries. */
  readonly maxDocumentBytes?: number | undefined;
  /**
   * Segments only. Whether Lambda writes the segment, so that every span is a subsegment of it.
   * Default: whether `AWS_LAMBDA_FUNCTION_NAME` is set.
   */
  readonly lambda?: boolean | undefined;
  /**
   * Segments only. Attributes to index as annotations, by name; those of the resource with `otel.resource.` before it.
   * Default: none. What a span lists in its attribute `aws.xray.annotations` is indexed in any case.
   */
  readonly indexedAttributes?: readonly string[] | undefined;
  /** Segments only. Whether to index every attribute, up to X-Ray's limit of 50. Default: false. */
  readonly indexAllAttributes?: boolean | undefined;
  /** Segments only. The CloudWatch log groups that X-Ray shows beside a segment. Default: what the resource says. */
  readonly logGroupNames?: readonly string[] | undefined;
  /** Segments only. The most frames of the stack of one exception. Default: 50. */
  readonly stackFrameLimit?: number | undefined;
  /** Segments only. Whether URLs of outgoing requests keep their query, which may hold secrets. Default: false. */
  readonly clientQueryStrings?: boolean | undefined;
}
