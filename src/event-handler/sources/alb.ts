import { HttpStatusCodes } from '../constants.js';
import { type EventSource, isFields, isOptionalFields, joinQuery, singleHeaders } from './event-source.js';

/** An Application Load Balancer's event. `ALBEvent` of `@types/aws-lambda` is assignable to it. */
export interface AlbEvent {
  /** The target group that the request was sent to. */
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  /** The HTTP method, in upper case. */
  readonly httpMethod: string;
  /** The path as the client sent it, such as `/orders/7`. */
  readonly path: string;
  /** The query, not decoded; of several values the last. Absent where the target group has multi-value headers on. */
  readonly queryStringParameters?: { readonly [name: string]: string | undefined } | undefined;
  /**
   * The headers, names in lower case; of several values the last. Absent where the target group has multi-value headers
   * on.
   */
  readonly headers?: { readonly [name: string]: string | undefined } | undefined;
  /** All values of the query, not decoded. Present where the target group has multi-value headers on. */
  readonly multiValueQueryStringParameters?: { readonly [name: string]: string[] | undefined } | undefined;
  /** All values of the headers, names in lower case. Present where the target group has multi-value headers on. */
  readonly multiValueHeaders?: { readonly [name: string]: string[] | undefined } | undefined;
  /** The body: text, or base64 of its bytes. Empty or null: there is none. */
  readonly body: string | null;
  /** Whether `body` is base64. */
  readonly isBase64Encoded: boolean;
}

/** Assignable to `ALBResult` of `@types/aws-lambda`. */
export interface AlbResult {
  /** The HTTP status, such as 200. */
  statusCode: number;
  /** The status and its words: `200 OK`. */
  statusDescription: string;
  /** Headers with one value each, where the event had such. */
  headers?: Record<string, string>;
  /** Headers with all their values, where the event had such. */
  multiValueHeaders?: Record<string, string[]>;
  /** The body: text, or base64 of its bytes. */
  body: string;
  /** Whether `body` is base64. */
  isBase64Encoded: boolean;
}

export function isALBEvent(event: unknown): event is AlbEvent {
  return (
    isFields(event) &&
    isFields(event.requestContext) &&
    isFields(event.requestContext.elb) &&
    typeof event.httpMethod === 'string' &&
    typeof event.path === 'string' &&
    isOptionalFields(event.headers) &&
    isOptionalFields(event.multiValueHeaders)
  );
}

const IRREGULAR_REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  226: 'IM Used',
  414: 'Request-URI Too Long',
  418: "I'm a Teapot",
  505: 'HTTP Version Not Supported',
};

export const alb: EventSource<AlbEvent, AlbResult> = {
  responseType: 'ALB',
  matches: isALBEvent,

  toRequest: (event) => ({
    method: event.httpMethod.toUpperCase(),
    path: event.path,
    stagePrefix: undefined,
    headers: event.headers ?? {},
    multiValueHeaders: event.multiValueHeaders,
    cookies: undefined,
    // An ALB passes names and values as they were in the URL, still encoded.
    queryString: () => joinQuery(event.queryStringParameters, event.multiValueQueryStringParameters, (text) => text),
    body: event.body ?? undefined,
    isBase64Encoded: event.isBase64Encoded === true,
    domainName: undefined,
  }),

  toResult: (reply, event) => {
    const shared = {
      statusCode: reply.status,
      statusDescription: describe(reply.status, reply.statusText),
      body: reply.body,
      isBase64Encoded: reply.isBase64Encoded,
    };
    // The target group answers in the form in which it asks; it ignores the other.
    return event.multiValueHeaders
      ? { ...shared, multiValueHeaders: Object.fromEntries(reply.headers) }
      : { ...shared, headers: { ...singleHeaders(reply), ...cookieHeaders(reply.headers.get('set-cookie') ?? []) } };
  },
};

function reasonOf(status: number): string {
  const name = Object.entries(HttpStatusCodes).find(([, code]) => code === status)?.[0] ?? '';
  const words = name.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return IRREGULAR_REASONS[status] ?? words.join(' ');
}

/** An ALB refuses a description that does not begin with the status. */
function describe(status: number, text: string | undefined): string {
  if (text?.startsWith(`${status}`)) return text;
  return `${status} ${text || reasonOf(status)}`.trim();
}

/**
 * Without multi-value headers an ALB reads one value a name. Names differ by case only in JSON, so each further cookie
 * gets the next spelling of the name.
 */
function cookieHeaders(cookies: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  cookies.forEach((cookie, index) => {
    let spelling = 0;
    headers['set-cookie'.replace(/[a-z]/g, (letter) => ((index >> spelling++) & 1 ? letter.toUpperCase() : letter))] =
      cookie;
  });
  return headers;
}
