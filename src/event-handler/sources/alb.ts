import { cookieHeaders, type EventSource, itemsOf, joinQuery, singleHeaders } from './event-source.js';
import { describeStatus } from './reason-phrase.js';
import { eventShape, FIELDS, hasShape, orAbsent, orNull, TEXT } from './shape.js';

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

const MARK = eventShape({ requestContext: FIELDS, 'requestContext.elb': FIELDS });

/** Whether an event is one of an Application Load Balancer. */
export function isALBEvent(event: unknown): event is AlbEvent {
  return hasShape(event, MARK);
}

export const alb: EventSource<AlbEvent, AlbResult> = {
  responseType: 'ALB',
  name: 'an Application Load Balancer',
  shape: [
    ...MARK,
    ...eventShape({
      httpMethod: TEXT,
      path: TEXT,
      headers: orAbsent(orNull(FIELDS)),
      multiValueHeaders: orAbsent(orNull(FIELDS)),
      body: orAbsent(orNull(TEXT)),
    }),
  ],
  resembles: isALBEvent,

  toRequest: (event) => ({
    method: event.httpMethod.toUpperCase(),
    path: event.path,
    mounts: () => [],
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
      statusDescription: describeStatus(reply.status, reply.statusText),
      body: reply.body,
      isBase64Encoded: reply.isBase64Encoded,
    };
    // The target group answers in the form in which it asks; it ignores the other.
    if (!event?.multiValueHeaders)
      return {
        ...shared,
        headers: { ...singleHeaders(reply.headers), ...cookieHeaders(reply.headers.get('set-cookie')) },
      };
    const lists = [...reply.headers].map(([name, values]): [string, string[]] => [name, [...itemsOf(name, values)]]);
    return { ...shared, multiValueHeaders: Object.fromEntries(lists) };
  },
};
