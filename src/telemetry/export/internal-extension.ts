import { context, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Pending } from '../../shared/pending.js';
import { askForEvent, type EventAnswer, registerExtension } from './extensions-api.js';

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
      process.on('beforeExit', () => this.#letGoUnlessAnswered());
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
    this.#answered = { requestId, work: afterAnswer(work) };
    if (this.#isHolding(requestId)) this.#letGoAfter(this.#answered.work);
    return true;
  }

  #isHolding(requestId: string): boolean {
    return this.#state === 'holding' && this.#current === requestId;
  }

  #ask(): void {
    clearInterval(this.#watch);
    this.#state = 'asking';
    askForEvent(this.#api, this.#identifier, (answer) => this.#receive(answer));
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
    // Not every invocation has to come by: a middleware may answer it, another handler may be the function's.
    else this.#watch = setInterval(() => this.#letGoUnlessRun(requestId), WATCH_MILLIS).unref();
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
    clearInterval(this.#watch);
    void work.then(() => {
      // Lambda may send the same request again.
      this.#answered = undefined;
      this.#ask();
    });
  }

  #letGoUnlessRun(requestId: string): void {
    if (this.#host.isUnderWay(requestId)) return;
    this.#unseen += 1;
    this.#letGoUnlessAnswered();
  }

  #letGoUnlessAnswered(): void {
    if (this.#state === 'holding' && this.#answered?.requestId !== this.#current) this.#ask();
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
