import type { HeaderLists } from '../response/reply.js';

export type ResponseType = 'ApiGatewayV1' | 'ApiGatewayV2' | 'ALB';

/** What an event says of the HTTP request, in one form for every source and without copying it. */
export interface HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** The path as the event gives it. */
  readonly path: string;
  /** `/` and the stage's name where the path may begin with it. */
  readonly stagePrefix: string | undefined;
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
  matches(event: unknown): event is TEvent;
  toRequest(event: TEvent): HttpRequest;
  toResult(reply: EncodedReply, event: TEvent): TResult;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isOptionalFields(value: unknown): boolean {
  return value === undefined || value === null || isFields(value);
}

export function isOptionalText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
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
export function singleHeaders(reply: EncodedReply): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of reply.headers) {
    if (name !== 'set-cookie')
      headers[name] = values.length === 1 && values[0] !== undefined ? values[0] : values.join(', ');
  }
  return headers;
}
