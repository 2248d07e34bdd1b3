/**
 * An X-Ray segment document, as the X-Ray developer guide describes it: the members that a span can fill. `undefined`
 * members are left out of the JSON.
 */
export interface SegmentDocument {
  id: string;
  name: string;
  /** Seconds since the epoch, with microseconds. */
  start_time: number;
  /** Either this or `in_progress`. */
  end_time?: number | undefined;
  in_progress?: true | undefined;
  /** Subsegments only: `aws` and `remote` make X-Ray draw a node for the callee. */
  namespace?: 'aws' | 'remote' | undefined;
  error?: true | undefined;
  fault?: true | undefined;
  throttle?: true | undefined;
  cause?: Cause | undefined;
  http?: Http | undefined;
  aws?: Record<string, unknown> | undefined;
  sql?: Sql | undefined;
  /** Segments only. */
  user?: string | undefined;
  /** Segments only: the kind of compute that ran the service. */
  origin?: string | undefined;
  /** Segments only. */
  service?: Service | undefined;
  links?: DocumentLink[] | undefined;
  annotations?: Record<string, AnnotationValue> | undefined;
  /** Namespace, then key, then any JSON. */
  metadata?: Metadata | undefined;
}

export type AnnotationValue = string | number | boolean;

export type Metadata = Record<string, Record<string, unknown>>;

export interface Http {
  request?: HttpRequest | undefined;
  response?: HttpResponse | undefined;
}

export interface HttpRequest {
  method?: string | undefined;
  url?: string | undefined;
  user_agent?: string | undefined;
  client_ip?: string | undefined;
  /** Segments only: `client_ip` is what a forwarding header claimed. */
  x_forwarded_for?: true | undefined;
}

interface HttpResponse {
  status?: number | undefined;
  content_length?: number | undefined;
}

export interface Sql {
  url?: string | undefined;
  connection_string?: string | undefined;
  database_type?: string | undefined;
  user?: string | undefined;
  sanitized_query?: string | undefined;
}

interface Service {
  name?: string | undefined;
  version?: string | undefined;
  runtime?: string | undefined;
  runtime_version?: string | undefined;
}

export interface DocumentLink {
  trace_id: string;
  id: string;
  attributes?: Record<string, unknown> | undefined;
}

export interface Cause {
  exceptions: DocumentException[];
}

export interface DocumentException {
  id: string;
  type: string;
  message?: string | undefined;
  remote?: boolean | undefined;
  /** Stack frames left out. */
  truncated?: number | undefined;
  /** Exceptions left out after this one. */
  skipped?: number | undefined;
  /** The id of the exception that caused this one. */
  cause?: string | undefined;
  stack?: StackFrame[] | undefined;
}

export interface StackFrame {
  path: string;
  /** 0 where unknown. */
  line: number;
  label: string;
}
