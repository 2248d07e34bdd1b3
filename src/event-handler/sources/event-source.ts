import type { HeaderLists } from '../response/headers.js';
import type { EventShape, Fields } from './shape.js';

/** Which form the event has, and the result takes. */
export type ResponseType = 'ApiGatewayV1' | 'ApiGatewayV2' | 'ALB' | 'VpcLatticeV1' | 'VpcLatticeV2';

/** What an event says of the HTTP request, in one form for every source and without copying it. */
export interface HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** The path as the event gives it. */
  readonly path: string;
  /** What may stand before the path of the route, each beginning with a slash: a stage, the base path of a custom domain. */
  mounts(): readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[] | undefined>> | undefined;
  readonly cookies: readonly string[] | undefined;
  /** Without the question mark, encoded as in a URL. */
  queryString(): string;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  /** The host, where no header names it. */
  readonly domainName: string | undefined;
}

/** A response ready to be sent, its body encoded. */
export interface EncodedReply {
  readonly status: number;
  readonly statusText: string | undefined;
  readonly headers: HeaderLists;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** One kind of HTTP event: how to know it, how to read it, and what it wants back. */
export interface EventSource<TEvent, TResult> {
  readonly responseType: ResponseType;
  /** What it is called where it is spoken of. */
  readonly name: string;
  readonly shape: EventShape;
  /** Whether the event can only be meant as one of these, whole or not. */
  resembles(event: Fields): boolean;
  toRequest(event: TEvent): HttpRequest;
  /** The result depends on the event only for a load balancer, which asks for lists by having them. */
  toResult(reply: EncodedReply, event: TEvent | undefined): TResult;
}

export type QueryValues = Readonly<Record<string, string | undefined>> | null | undefined;
export type QueryLists = Readonly<Record<string, readonly string[] | undefined>> | null | undefined;

/** Writes a query string from an event's two maps; the lists have every value, so a name in both is taken from there. */
export function joinQuery(single: QueryValues, multi: QueryLists, encode: (text: string) => string): string {
  const pairs: string[] = [];
  const add = (name: string, value: string): void => {
    pairs.push(`${encode(name)}=${encode(value)}`);
  };
  const lists = multi ?? {};
  for (const [name, value] of Object.entries(single ?? {})) {
    if (typeof value === 'string' && !Object.hasOwn(lists, name)) add(name, value);
  }
  for (const [name, values] of Object.entries(lists)) for (const value of values ?? []) add(name, value);
  return pairs.join('&');
}

/** The headers as one value a name, but for `set-cookie`, which cannot be joined. */
export function singleHeaders(lists: HeaderLists): Record<string, string> {
  const headers: [string, string][] = [];
  for (const [name, values] of lists) {
    if (name !== 'set-cookie')
      headers.push([name, values.length === 1 && values[0] !== undefined ? values[0] : values.join(', ')]);
  }
  return Object.fromEntries(headers);
}

// Lists by their definition, whose items may each be a line of their own.
const LIST_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'allow',
  'cache-control',
  'connection',
  'content-encoding',
  'content-language',
  'expect',
  'te',
  'transfer-encoding',
  'vary',
  'x-forwarded-for',
]);

/** The values of a header: those that were given, and of a header that is a list by definition each item of it. */
export function itemsOf(name: string, values: readonly string[]): readonly string[] {
  if (!LIST_HEADERS.has(name) && !name.startsWith('access-control-')) return values;
  return values.flatMap((value) => (value.includes(',') ? value.split(',').map((item) => item.trim()) : value));
}

/**
 * Where one value a name is read. Names differ by case only in JSON, so each further cookie gets the next spelling of the
 * name.
 */
export function cookieHeaders(cookies: readonly string[] = []): Record<string, string> {
  const headers: Record<string, string> = {};
  cookies.forEach((cookie, index) => {
    let spelling = 0;
    headers['set-cookie'.replace(/[a-z]/g, (letter) => ((index >> spelling++) & 1 ? letter.toUpperCase() : letter))] =
      cookie;
  });
  return headers;
}
