import { cookieHeaders, type EncodedReply, type EventSource, joinQuery, singleHeaders } from './event-source.js';
import { describeStatus } from './reason-phrase.js';
import { eventShape, FIELDS, isFields, orAbsent, orNull, TEXT } from './shape.js';

/** VPC Lattice's event of version 1, which a target group sends unless it is set to version 2. */
export interface VpcLatticeV1Event {
  /** The path of the request with its query, such as `/orders/7?draft=1`. */
  readonly raw_path: string;
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The headers, names in lower case; several values have commas between them. */
  readonly headers: { readonly [name: string]: string | undefined };
  /** The query, decoded; of several values the last. */
  readonly query_string_parameters?: { readonly [name: string]: string | undefined } | null | undefined;
  /** The body: text, or base64 of its bytes. Empty, null or absent: there is none. */
  readonly body?: string | null | undefined;
  /** Whether `body` is base64. */
  readonly is_base64_encoded?: boolean | undefined;
}

/** VPC Lattice's event of version 2. */
export interface VpcLatticeV2Event {
  /** The version of the event's form: `2.0`. */
  readonly version: string;
  /** The path of the request, with or without its query. */
  readonly path: string;
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** All values of the headers, names in lower case. */
  readonly headers: { readonly [name: string]: string[] | undefined };
  /** All values of the query, decoded. Absent: there is none. */
  readonly queryStringParameters?: { readonly [name: string]: string[] | undefined } | null | undefined;
  /** The body: text, or base64 of its bytes. Empty, null or absent: there is none. */
  readonly body?: string | null | undefined;
  /** Whether `body` is base64. */
  readonly isBase64Encoded?: boolean | undefined;
  /** Who called, and by way of which service. */
  readonly requestContext: {
    readonly serviceNetworkArn: string;
    readonly serviceArn: string;
    readonly targetGroupArn: string;
    readonly region: string;
    /** Microseconds since the epoch, as digits. */
    readonly timeEpoch: string;
    readonly identity?: { readonly [name: string]: string | undefined } | undefined;
  };
}

/** What VPC Lattice takes, whatever the version of the event. */
export interface VpcLatticeResult {
  /** The HTTP status, such as 200. */
  statusCode: number;
  /** The status and its words: `200 OK`. */
  statusDescription: string;
  /** The headers; several values have commas between them. */
  headers: Record<string, string>;
  /** The body: text, or base64 of its bytes. */
  body: string;
  /** Whether `body` is base64. */
  isBase64Encoded: boolean;
}

export const vpcLatticeV1: EventSource<VpcLatticeV1Event, VpcLatticeResult> = {
  responseType: 'VpcLatticeV1',
  name: 'VPC Lattice (version 1)',
  shape: eventShape({ raw_path: TEXT, method: TEXT, headers: orAbsent(orNull(FIELDS)), body: orAbsent(orNull(TEXT)) }),
  resembles: (event) => 'raw_path' in event,

  toRequest: (event) => {
    const [path, query] = splitPath(event.raw_path);
    return {
      method: event.method.toUpperCase(),
      path,
      mounts: () => [],
      headers: event.headers ?? {},
      multiValueHeaders: undefined,
      cookies: undefined,
      // The path has every value of a name, the parameters only one.
      queryString: () => query ?? joinQuery(event.query_string_parameters, undefined, encodeURIComponent),
      body: event.body ?? undefined,
      isBase64Encoded: event.is_base64_encoded === true,
      domainName: undefined,
    };
  },

  toResult,
};

export const vpcLatticeV2: EventSource<VpcLatticeV2Event, VpcLatticeResult> = {
  responseType: 'VpcLatticeV2',
  name: 'VPC Lattice (version 2)',
  shape: eventShape({
    path: TEXT,
    method: TEXT,
    headers: orAbsent(orNull(FIELDS)),
    body: orAbsent(orNull(TEXT)),
    'requestContext.serviceNetworkArn': TEXT,
  }),
  resembles: (event) => isFields(event.requestContext) && 'serviceNetworkArn' in event.requestContext,

  toRequest: (event) => {
    const [path, query] = splitPath(event.path);
    return {
      method: event.method.toUpperCase(),
      path,
      mounts: () => [],
      headers: {},
      multiValueHeaders: event.headers ?? {},
      cookies: undefined,
      queryString: () => query ?? joinQuery(undefined, event.queryStringParameters, encodeURIComponent),
      body: event.body ?? undefined,
      isBase64Encoded: event.isBase64Encoded === true,
      domainName: undefined,
    };
  },

  toResult,
};

function splitPath(path: string): readonly [path: string, query: string | undefined] {
  const start = path.indexOf('?');
  return start < 0 ? [path, undefined] : [path.slice(0, start), path.slice(start + 1)];
}

function toResult({ status, statusText, headers, body, isBase64Encoded }: EncodedReply): VpcLatticeResult {
  return {
    statusCode: status,
    statusDescription: describeStatus(status, statusText),
    headers: { ...singleHeaders(headers), ...cookieHeaders(headers.get('set-cookie')) },
    body,
    isBase64Encoded,
  };
}
