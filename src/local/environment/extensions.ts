import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ACCOUNT_ID } from '../functions/function-definition.js';
import { readBody } from '../http/read-body.js';
import { recordOf } from '../is-record.js';
import type { FunctionFailure } from '../report.js';

export type ShutdownReason = 'spindown' | 'timeout' | 'failure';

export type ExtensionEvent =
  | {
      readonly eventType: 'INVOKE';
      readonly deadlineMs: number;
      readonly requestId: string;
      readonly invokedFunctionArn: string;
      readonly tracing: { readonly type: 'X-Amzn-Trace-Id'; readonly value: string };
    }
  | { readonly eventType: 'SHUTDOWN'; readonly shutdownReason: ShutdownReason; readonly deadlineMs: number };

/** What the function's environment is told of its extensions. */
export interface ExtensionListener {
  /** An extension says that it could not begin, or cannot go on. */
  failed(failure: FunctionFailure): void;
}

interface Extension {
  readonly id: string;
  readonly name: string;
  readonly external: boolean;
  readonly events: ReadonlySet<string>;
  /** Whether it works on an event, or has not asked for its first one. */
  busy: boolean;
  waiting: ServerResponse | undefined;
  pending: ExtensionEvent | undefined;
}

const PREFIX = '/2020-01-01/extension/';
const EVENTS: readonly unknown[] = ['INVOKE', 'SHUTDOWN'];
const BODY_LIMIT_BYTES = 64 * 1024;

/** Lambda's Extensions API for one execution environment. */
export class Extensions {
  readonly #identity: { readonly functionName: string; readonly functionVersion: string; readonly handler: string };
  /** The names under which processes of their own will register. */
  readonly #external: ReadonlySet<string>;
  readonly #listener: ExtensionListener;
  readonly #registered = new Map<string, Extension>();
  #idleWaiters: (() => void)[] = [];
  #closed = false;
  #isComplete = false;

  constructor(functionName: string, handler: string, external: readonly string[], listener: ExtensionListener) {
    this.#identity = { functionName, functionVersion: '$LATEST', handler };
    this.#external = new Set(external);
    this.#listener = listener;
  }

  get hasInternal(): boolean {
    return [...this.#registered.values()].some(({ external }) => !external);
  }

  get hasExternal(): boolean {
    return this.#external.size > 0;
  }

  /** Whether some extension is told of invocations, and may go on after the function's answer. */
  get followsInvocations(): boolean {
    return [...this.#registered.values()].some(({ events }) => events.has('INVOKE'));
  }

  /** Whether a path is one of this API. */
  static serves(url: string): boolean {
    return url.startsWith(PREFIX);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method} ${(request.url ?? '').slice(PREFIX.length)}`;
    if (call === 'POST register') return this.#register(request, response);
    const extension = this.#registered.get(headerOf(request, 'lambda-extension-identifier'));
    if (!extension) {
      return refuse(response, 403, 'Extension.UnknownExtensionIdentifier', 'Unknown Lambda-Extension-Identifier.');
    }
    if (call === 'GET event/next') return this.#next(extension, response);
    if (call === 'POST init/error' || call === 'POST exit/error') return this.#fail(extension, request, response);
    refuse(response, 404, 'ResourceNotFound', `No such path: ${request.url}`);
  }

  /** The runtime has asked for its first invocation: none is registered any more. */
  complete(): void {
    this.#isComplete = true;
  }

  /** Tells those that want to know of an invocation. */
  invoke(event: ExtensionEvent): void {
    this.#send('INVOKE', event);
  }

  /** Tells those that want to know that the environment ends. */
  shutDown(shutdownReason: ShutdownReason, deadlineMs: number): void {
    this.#closed = true;
    this.#send('SHUTDOWN', { eventType: 'SHUTDOWN', shutdownReason, deadlineMs });
  }

  /** Resolves when every extension, also those still to register, waits for its next event. */
  async idle(): Promise<void> {
    while (!this.#isIdle()) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Whether they all come to wait within that time. */
  async idleWithin(limitMs: number): Promise<boolean> {
    const late = new AbortController();
    const limit = sleep(Math.max(0, limitMs), false, { signal: late.signal });
    limit.catch(() => {});
    const inTime = await Promise.race([this.idle().then(() => true), limit]);
    late.abort();
    return inTime;
  }

  #isIdle(): boolean {
    const all = [...this.#registered.values()];
    const missing = [...this.#external].some((name) => !all.some((extension) => extension.name === name));
    return this.#closed || (!missing && all.every(({ busy }) => !busy));
  }

  #changed(): void {
    for (const waiter of this.#idleWaiters.splice(0)) waiter();
  }

  async #register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = headerOf(request, 'lambda-extension-name');
    const body = parse(await readBody(request, BODY_LIMIT_BYTES));
    const events: unknown[] = Array.isArray(body.events) ? body.events : [];
    const external = this.#external.has(name);
    if (name === '') return refuse(response, 403, 'Extension.MissingHeader', 'Lambda-Extension-Name is missing.');
    if (!events.every((event) => EVENTS.includes(event))) {
      return refuse(response, 400, 'Extension.InvalidEventType', `There are the events INVOKE and SHUTDOWN only.`);
    }
    if (!external && events.includes('SHUTDOWN')) {
      const message = 'An internal extension gets no SHUTDOWN: it has SIGTERM.';
      return refuse(response, 403, 'ShutdownEventNotSupportedForInternalExtension', message);
    }
    if ([...this.#registered.values()].some((extension) => extension.name === name)) {
      return refuse(response, 403, 'Extension.AlreadyRegistered', `"${name}" is registered already.`);
    }
    if (this.#isComplete && !external) {
      const message = 'The runtime has asked for its first invocation: registration is closed.';
      return refuse(response, 403, 'Extension.RegistrationClosed', message);
    }
    const id = randomUUID();
    const wanted = new Set(events.map(String));
    this.#registered.set(id, {
      id,
      name,
      external,
      events: wanted,
      busy: true,
      waiting: undefined,
      pending: undefined,
    });
    const withAccount = headerOf(request, 'lambda-extension-accept-feature').split(/,\s*/).includes('accountId');
    json(response, 200, { ...this.#identity, ...(withAccount && { accountId: ACCOUNT_ID }) }, id);
  }

  #next(extension: Extension, response: ServerResponse): void {
    const { pending } = extension;
    extension.pending = undefined;
    if (pending) {
      deliver(response, extension, pending);
      return;
    }
    extension.waiting = response;
    extension.busy = false;
    this.#changed();
  }

  #send(kind: 'INVOKE' | 'SHUTDOWN', event: ExtensionEvent): void {
    for (const extension of this.#registered.values()) {
      if (!extension.events.has(kind)) continue;
      const { waiting } = extension;
      extension.busy = true;
      extension.waiting = undefined;
      if (waiting) deliver(waiting, extension, event);
      else extension.pending = event;
    }
    this.#changed();
  }

  async #fail({ name }: Extension, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const type = headerOf(request, 'lambda-extension-function-error-type') || 'Extension.Unknown';
    const { errorMessage } = parse(await readBody(request, BODY_LIMIT_BYTES));
    json(response, 202, { status: 'OK' });
    const message = typeof errorMessage === 'string' ? errorMessage : type;
    this.#listener.failed({ errorType: type, errorMessage: `Extension ${name}: ${message}`, trace: [] });
  }
}

function deliver(response: ServerResponse, { id }: Extension, event: ExtensionEvent): void {
  response
    .writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Extension-Identifier': id,
      'Lambda-Extension-Event-Identifier': randomUUID(),
    })
    .end(JSON.stringify(event));
}

function json(response: ServerResponse, status: number, body: unknown, id?: string): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', ...(id && { 'Lambda-Extension-Identifier': id }) })
    .end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  json(response, status, { errorType, errorMessage });
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function parse(body: Buffer | undefined): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(body?.toString('utf8') ?? ''));
  } catch {
    return {};
  }
}
