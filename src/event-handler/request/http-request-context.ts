import type { LambdaContext } from '../../invocation/lambda-context.js';
import { BadRequestError } from '../errors.js';
import type { Serve } from '../middleware/middleware.js';
import {
  addWebHeaders,
  appendHeader,
  encodeBody,
  forbidsBody,
  type HeaderLists,
  isWebResponse,
  type Reply,
  replyFrom,
  setHeader,
} from '../response/reply.js';
import { onTopOf, readWebResponse, toWebResponse } from '../response/web-response.js';
import type { ResponseType } from '../sources/event-source.js';
import type { Exchange, HttpEvent, RouterResponse } from '../sources/index.js';
import { type Env, type IStore, Store } from '../store.js';
import { headerOf, headersOf, textOfBody, toWebRequest } from './request.js';
import type { CommonRequestContext } from './request-context.js';

/** What the validated parts of a request and its response are kept under. */
export interface ValidatedParts {
  req?: Record<string, unknown>;
  res?: Record<string, unknown>;
}

const NO_ROUTE_RAN: Reply = { status: 500, headers: new Map(), body: undefined, bodyIsBase64: false };
const NO_BODY = { body: '', isBase64Encoded: false };

const noRoute: Serve = () => Promise.resolve();

/** One request. The response is a plain {@link Reply} until somebody asks for a web `Response`, which then is the truth. */
export class HttpRequestContext implements CommonRequestContext<Env, Readonly<Record<string, string>>> {
  readonly context: LambdaContext;
  readonly shared: IStore;
  readonly responseType: ResponseType;
  readonly event: HttpEvent;
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

  constructor(exchange: Exchange, context: LambdaContext, shared: IStore) {
    this.#exchange = exchange;
    this.event = exchange.event;
    this.responseType = exchange.responseType;
    this.context = context;
    this.shared = shared;
  }

  get method(): string {
    return this.#exchange.request.method;
  }

  get path(): string {
    return this.#exchange.request.path;
  }

  get stagePrefix(): string | undefined {
    return this.#exchange.request.stagePrefix;
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
      try {
        return JSON.parse(this.text());
      } catch {
        // Without its cause, which quotes the body.
        throw new BadRequestError('The request body is not valid JSON.');
      }
    };
  }

  get setHeader() {
    return (name: string, value: string): void => {
      if (this.#res) this.#res.headers.set(name, value);
      else setHeader(this.#ownHeaders(), name, value);
    };
  }

  get appendHeader() {
    return (name: string, value: string): void => {
      if (this.#res) this.#res.headers.append(name, value);
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
    this.#res ??= toWebResponse(this.#reply ?? { ...NO_ROUTE_RAN, headers: this.#early ?? NO_ROUTE_RAN.headers });
    return this.#res;
  }

  set res(response: Response) {
    if (!this.#replied) this.#early = this.#headers();
    this.#replied = true;
    this.#res = response;
    this.#reply = undefined;
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

  /** Makes a handler's or a middleware's result the response, on top of the headers that are set. */
  respond(result: unknown, status?: number): Promise<void> | undefined {
    if (result === this.#res && this.#replied) return undefined;
    const base = this.#headers();
    // A length is that of the body which is replaced.
    if (this.#replied) base?.delete('content-length');
    else this.#early = base;
    this.#replied = true;
    if (isWebResponse(result)) {
      this.#res = onTopOf(base, result);
      this.#reply = undefined;
      return undefined;
    }
    const reply = replyFrom(result, base, status);
    if (reply instanceof Promise) return reply.then((settled) => this.#settle(settled));
    this.#settle(reply);
    return undefined;
  }

  #settle(reply: Reply): void {
    this.#reply = reply;
    this.#res = undefined;
  }

  /** Forgets the response, because an error takes its place, but not the headers that were set before there was one. */
  discardResponse(): void {
    if (!this.#replied) this.#early = this.#headers();
    this.#replied = false;
    this.#res = undefined;
    this.#reply = undefined;
    this.isBase64Encoded = undefined;
  }

  get status(): number {
    return this.#res?.status ?? this.#reply?.status ?? NO_ROUTE_RAN.status;
  }

  /** Reads a web response to its end, so that whatever is wrong with it shows now. */
  async complete(): Promise<void> {
    if (this.#res) this.#settle(await readWebResponse(this.#res));
  }

  /** The response in the form in which the event's source takes it. */
  toResult(): RouterResponse {
    const reply = this.#reply ?? { ...NO_ROUTE_RAN, headers: this.#early ?? NO_ROUTE_RAN.headers };
    const { status, headers, statusText } = reply;
    const sent = this.method === 'HEAD' || forbidsBody(status) ? NO_BODY : encodeBody(reply, this.isBase64Encoded);
    return this.#exchange.toResult({ status, headers, statusText, ...sent });
  }
}
