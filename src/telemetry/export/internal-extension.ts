import { context, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Pending } from '../../shared/pending.js';
import { type EventAnswer, EventRequest, registerExtension } from './extensions-api.js';

/** Who tells the extension of the invocations that run here. */
export interface ExtensionHost {
  /** Whether somebody runs an invocation, and will tell of its end. */
  isUnderWay(requestId: string): boolean;
  /** Lambda takes no extension: called once, with the reason. */
  refused(why: string): void;
}

/** How often it is looked whether somebody still runs an invocation that Lambda keeps open, in milliseconds. */
const WATCH_MILLIS = 50;
/** After so many invocations in a row of which nobody has told, none is kept open until somebody does. */
const MOST_UNSEEN = 3;
const FIRST_RETRY_MILLIS = 10;
const LONGEST_RETRY_MILLIS = 1000;

/**
 * An internal extension of Lambda. Lambda freezes the environment when the runtime has answered and asked for its next
 * invocation, *and* the extension for its next event. So what has to be done after the answer is done in between, and every
 * way out leads to that question: an extension that does not ask keeps the invocation open until it times out.
 */
export class InternalExtension {
  readonly #api: string;
  readonly #host: ExtensionHost;
  #identifier = '';
  /** `asking` for an event; `holding` an invocation open; `absent`: Lambda does not, or not now, wait for it. */
  #state: 'registering' | 'asking' | 'holding' | 'absent' = 'registering';
  /** The invocation that is held open, or was the last to be. */
  #current: string | undefined;
  /** The last invocation that has answered, and what is done after that. */
  #answered: { readonly requestId: string; readonly work: Promise<void> } | undefined;
  #request: EventRequest | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** Invocations in a row that nobody here has run. */
  #unseen = 0;
  #retryMillis = FIRST_RETRY_MILLIS;

  /** @param api - `host:port` of the Runtime API. */
  constructor(api: string, host: ExtensionHost) {
    this.#api = api;
    this.#host = host;
    registerExtension(api, ({ status, identifier }) => {
      if (identifier === undefined) {
        this.#state = 'absent';
        host.refused(status === 0 ? 'the Extensions API cannot be reached' : `the Extensions API answered ${status}`);
        return;
      }
      this.#identifier = identifier;
      // Nothing is left to run: whoever was to tell of the end of the invocation never will.
      process.on('beforeExit', () => this.#look(false));
      this.#ask();
    });
  }

  /** Whether invocations are kept open at all. */
  get isPresent(): boolean {
    return this.#state === 'asking' || this.#state === 'holding';
  }

  /**
   * An invocation has its result: has `work` done when the runtime has answered, and lets Lambda go on after that. Gives
   * false, and does nothing, where Lambda does not keep it open.
   */
  answered(requestId: string, work: () => Pending): boolean {
    this.#unseen = 0;
    const isKept = this.#state === 'asking' ? this.#current !== requestId : this.#isHolding(requestId);
    if (!isKept || this.#answered?.requestId === requestId) return false;
    const done = afterAnswer(work);
    this.#answered = { requestId, work: done };
    if (this.#isHolding(requestId)) this.#letGoAfter(done);
    // It may have arrived, and was left alone.
    else void done.then(() => this.#read());
    return true;
  }

  #isHolding(requestId: string): boolean {
    return this.#state === 'holding' && this.#current === requestId;
  }

  #ask(): void {
    this.#watchNoMore();
    this.#state = 'asking';
    const request = new EventRequest(this.#api, this.#identifier, (isOver) => {
      if (request === this.#request) this.#arrived(isOver);
    });
    this.#request = request;
  }

  /**
   * There is an event, or what has become of the question. The handler is about to run: if it comes by, there is time to read
   * it after the answer.
   */
  #arrived(isOver: boolean): void {
    if (this.#answered) void this.#answered.work.then(() => this.#read());
    else if (isOver || this.#unseen >= MOST_UNSEEN) this.#read();
    else this.#watchOn();
  }

  /**
   * Lets an invocation go of which nobody will tell: a middleware may have answered it, another handler may be the function's.
   *
   * @param mayStillRun - Whether what runs may come to its end.
   */
  #look(mayStillRun: boolean): void {
    this.#read();
    const { requestId } = this.#answered ?? {};
    if (this.#state !== 'holding' || this.#current === undefined || this.#current === requestId) return;
    if (mayStillRun && this.#host.isUnderWay(this.#current)) return;
    this.#unseen += 1;
    this.#ask();
  }

  #watchOn(): void {
    this.#watch ??= setInterval(() => this.#look(true), WATCH_MILLIS).unref();
  }

  #read(): void {
    const answer = this.#request?.read();
    if (!answer) return;
    this.#request = undefined;
    this.#receive(answer);
  }

  #receive({ status, requestId }: EventAnswer): void {
    if (requestId === undefined) {
      this.#askAgain(status);
      return;
    }
    this.#retryMillis = FIRST_RETRY_MILLIS;
    this.#state = 'holding';
    this.#current = requestId;
    if (this.#answered?.requestId === requestId) this.#letGoAfter(this.#answered.work);
    else if (this.#unseen >= MOST_UNSEEN) this.#ask();
    else this.#watchOn();
  }

  #askAgain(status: number): void {
    this.#state = 'absent';
    if (status === 403) {
      this.#host.refused('the Extensions API does not know the extension any more');
      return;
    }
    setTimeout(() => this.#ask(), this.#retryMillis).unref();
    this.#retryMillis = Math.min(2 * this.#retryMillis, LONGEST_RETRY_MILLIS);
  }

  #letGoAfter(work: Promise<void>): void {
    this.#watchNoMore();
    void work.then(() => {
      // Lambda may send the same request again.
      this.#answered = undefined;
      this.#ask();
    });
  }

  #watchNoMore(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }
}

/**
 * Does `work` two turns of the event loop from now, in no context of an invocation. Lambda's runtimes send an answer as soon as
 * they are given it (version 3), or one turn later (version 4).
 */
function afterAnswer(work: () => Pending): Promise<void> {
  return context.with(
    ROOT_CONTEXT,
    () =>
      new Promise<void>((resolve) => {
        setImmediate(() => setImmediate(() => void settled(work).then(resolve)));
      }),
  );
}

async function settled(work: () => Pending): Promise<void> {
  try {
    await work();
  } catch (error) {
    diag.error('otel-powertools: what was to be exported after the answer is lost.', error);
  }
}
