import type { LambdaContext } from '../../invocation/lambda-context.js';
import { BadRequestError } from '../errors.js';
import type { Serve } from '../middleware/middleware.js';
import { cancelBody } from '../response/body.js';
import { addWebHeaders, appendHeader, type HeaderLists, headerValue, setHeader } from '../response/headers.js';
import {
  encodeBody,
  forbidsBody,
  isWebResponse,
  isWhole,
  type Reply,
  replyFrom,
  type WholeReply,
  wholeReply,
} from '../response/reply.js';
import { onTopOf, readWebResponse, streamedWebResponse, toWebResponse } from '../response/web-response.js';
import type { ResponseType } from '../sources/event-source.js';
import type { Exchange, HttpEvent, RouterResponse } from '../sources/index.js';
import { type Env, type IStore, Store } from '../store.js';
import { MALFORMED_JSON, parseJson } from './json-body.js';
import { headerOf, headersOf, textOfBody } from './request.js';
import type { CommonRequestContext } from './request-context.js';
import { toWebRequest } from './web-request.js';

/** What the validated parts of a request and its response are kept under. */
export interface ValidatedParts {
  req?: Record<string, unknown>;
  res?: Record<string, unknown>;
}

/** How a request is to be served, beside what its event says. */
export interface Serving {
  /** Lives as long as the router. */
  readonly shared: IStore;
  /** `this` of the handlers. */
  readonly scope: unknown;
  /** Whether the response is streamed. */
  readonly isHttpStreaming: boolean;
}

const NO_ROUTE_RAN: WholeReply = { status: 500, headers: new Map(), body: undefined, bodyIsBase64: false };
const CHUNKED: readonly [string, string[]] = ['transfer-encoding', ['chunked']];
const NO_BODY = { body: '', isBase64Encoded: false };

const noRoute: Serve = () => Promise.resolve();

/** One request. The response is a plain {@link Reply} until somebody asks for a web `Response`, which then is the truth. */
export class HttpRequestContext implements CommonRequestContext<Env, Readonly<Record<string, string>>> {
  readonly context: LambdaContext;
  readonly shared: IStore;
  readonly responseType: ResponseType;
  readonly event: HttpEvent;
  readonly isHttpStreaming: boolean;
  /** `this` of the handlers; undefined where `resolve` was given none. */
  readonly scope: unknown;
  route: string | null = null;
  params: Readonly<Record<string, string>> = {};
  isBase64Encoded?: boolean | undefined;
  valid: ValidatedParts = {};
  /** What serves the request, from when the path is matched. */
  serve: Serve = noRoute;
  /** The last thing thrown, whether or not a handler took it. */
  error: unknown;
  readonly #exchange: Exchange;
  #store: Store | undefined;
  #req: Request | undefined;
  #search: URLSearchParams | undefined;
  #reply: Reply | undefined;
  #res: Response | undefined;
  /** The headers that were there before there was a response: an error's response starts from them. */
  #early: HeaderLists | undefined;
  #replied = false;
  /** The last result that was made the response. */
  #answer: unknown;

  constructor(exchange: Exchange, context: LambdaContext, { shared, scope, isHttpStreaming }: Serving) {
    this.#exchange = exchange;
    this.event = exchange.event;
    this.responseType = exchange.responseType;
    this.context = context;
    this.shared = shared;
    this.scope = scope;
    this.isHttpStreaming = isHttpStreaming;
    // As Powertools does it; `compress` leaves such a response alone.
    if (isHttpStreaming) this.#early = new Map([CHUNKED]);
  }

  get method(): string {
    return this.#exchange.request.method;
  }

  get path(): string {
    return this.#exchange.request.path;
  }

  /** What may stand before the path of the route: a stage, the base path of a custom domain. */
  get mounts(): readonly string[] {
    return this.#exchange.request.mounts();
  }

  get hasBody(): boolean {
    return Boolean(this.#exchange.request.body);
  }

  get req(): Request {
    this.#req ??= toWebRequest(this.#exchange.request);
    return this.#req;
  }

  get searchParams(): URLSearchParams {
    this.#search ??= new URLSearchParams(this.#exchange.request.queryString());
    return this.#search;
  }

  // Functions and not methods, so that they work when taken out of the context: `({ json, set }) => …`.
  get header() {
    return (name: string): string | undefined => headerOf(this.#exchange.request, name);
  }

  get query() {
    return (name: string): string | undefined => this.searchParams.get(name) ?? undefined;
  }

  get queries() {
    return (name: string): string[] => this.searchParams.getAll(name);
  }

  get text() {
    return (): string => textOfBody(this.#exchange.request);
  }

  get json() {
    return (): unknown => {
      const parsed = parseJson(this.text());
      if (parsed) return parsed.value;
      // Without its cause, which quotes the body.
      throw new BadRequestError(MALFORMED_JSON);
    };
  }

  get setHeader() {
    return (name: string, value: string): void => {
      if (this.#res) this.#res.headers.set(name, headerValue(name.toLowerCase(), value));
      else setHeader(this.#ownHeaders(), name, value);
    };
  }

  get appendHeader() {
    return (name: string, value: string): void => {
      if (this.#res) this.#res.headers.append(name, headerValue(name.toLowerCase(), value));
      else appendHeader(this.#ownHeaders(), name, value);
    };
  }

  get set(): IStore['set'] {
    return (key, value) => this.#values().set(key, value);
  }

  get get(): IStore['get'] {
    return (key) => this.#values().get(key);
  }

  get has(): IStore['has'] {
    return (key) => this.#values().has(key);
  }

  get delete(): IStore['delete'] {
    return (key) => this.#values().delete(key);
  }

  requestHeaders(): Record<string, string> {
    return headersOf(this.#exchange.request);
  }

  get res(): Response {
    this.#res ??= toWebResponse(this.#answered());
    return this.#res;
  }

  set res(response: Response) {
    if (!this.#replied) this.#early = this.#headers();
    this.#replied = true;
    this.#res = response;
    this.#reply = undefined;
    this.#answer = undefined;
  }

  #values(): Store {
    this.#store ??= new Store();
    return this.#store;
  }

  #ownHeaders(): HeaderLists {
    if (this.#reply) return this.#reply.headers;
    this.#early ??= new Map();
    return this.#early;
  }

  #headers(): HeaderLists | undefined {
    return this.#res ? addWebHeaders(new Map(), this.#res.headers) : (this.#reply?.headers ?? this.#early);
  }

  /**
   * Makes a handler's or a middleware's result the response, on top of the headers that are set. The same result again
   * changes nothing: it has come through several middlewares.
   */
  respond(result: unknown, status?: number): void {
    if (this.#replied && typeof result === 'object' && result !== null) {
      if (result === this.#res || result === this.#answer) return;
    }
    const base = this.#headers();
    // A length is that of the body which is replaced.
    if (this.#replied) base?.delete('content-length');
    else this.#early = base;
    if (isWebResponse(result)) {
      this.#res = onTopOf(base, result);
      this.#reply = undefined;
    } else {
      this.#reply = replyFrom(result, base, status);
      this.#res = undefined;
    }
    this.#replied = true;
    this.#answer = result;
  }

  /** Forgets the response, because an error takes its place, but not the headers that were set before there was one. */
  discardResponse(): void {
    if (!this.#replied) this.#early = this.#headers();
    cancelBody(this.#res?.body ?? this.#reply?.body);
    this.#replied = false;
    this.#answer = undefined;
    this.#res = undefined;
    this.#reply = undefined;
    this.isBase64Encoded = undefined;
  }

  get status(): number {
    return this.#res?.status ?? this.#reply?.status ?? NO_ROUTE_RAN.status;
  }

  /** Has the response at hand as a whole, so that whatever is wrong with it shows now; or as a stream, if it is to be one. */
  async complete(): Promise<void> {
    if (this.#res) {
      this.#reply = this.isHttpStreaming ? streamedWebResponse(this.#res) : await readWebResponse(this.#res);
      this.#res = undefined;
    } else if (this.#reply && !this.isHttpStreaming && !isWhole(this.#reply))
      this.#reply = await wholeReply(this.#reply);
  }

  /** The response in the form in which the event's source takes it. */
  toResult(): RouterResponse {
    const reply = this.#answered();
    if (!isWhole(reply)) throw new TypeError('The response is still a stream: complete() reads it.');
    const { status, headers, statusText } = reply;
    const sent = this.method === 'HEAD' || forbidsBody(status) ? NO_BODY : encodeBody(reply, this.isBase64Encoded);
    return this.#exchange.toResult({ status, headers, statusText, ...sent });
  }

  /** The response to be streamed. */
  toStream(): Reply {
    const reply = this.#answered();
    const { status, headers, body } = reply;
    if (forbidsBody(status)) headers.delete('transfer-encoding');
    if (this.method !== 'HEAD' && !forbidsBody(status)) return reply;
    cancelBody(body);
    return { ...reply, body: undefined };
  }

  #answered(): Reply {
    return this.#reply ?? { ...NO_ROUTE_RAN, headers: this.#early ?? new Map() };
  }
}
