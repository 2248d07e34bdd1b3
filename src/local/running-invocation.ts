import type { Completion } from './completion.js';
import { deferred } from './deferred.js';
import type { RuntimeInvocation } from './runtime-api.js';
import type { InvocationTrace } from './trace-header.js';

/** Receives a streamed response while the function writes it. */
export interface StreamSink {
  start(contentType: string): void;
  write(chunk: Buffer): void;
}

export interface InvocationRequest extends Omit<RuntimeInvocation, 'deadline' | 'traceHeader'> {
  readonly trace: InvocationTrace;
  readonly trigger: string;
  readonly sink?: StreamSink | undefined;
}

/** An invocation that a function works on: over when it is answered and the runtime asks for the next, or by force. */
export class RunningInvocation {
  readonly request: InvocationRequest;
  readonly #done = deferred<Completion>();
  #streamed = false;
  #answer: Completion | undefined;
  #nextAsked = false;
  #over = false;

  constructor(request: InvocationRequest) {
    this.request = request;
  }

  get done(): Promise<Completion> {
    return this.#done.promise;
  }

  get streamed(): boolean {
    return this.#streamed;
  }

  /** Whether it came to its end: what happens to the process from now on is no concern of it. */
  get over(): boolean {
    return this.#over;
  }

  startStream(contentType: string): void {
    this.#streamed = true;
    this.request.sink?.start(contentType);
  }

  answer(completion: Completion): void {
    this.#answer = completion;
    if (this.#nextAsked) this.#finish(completion);
  }

  /** The runtime asks for the next invocation; its answer to this one may still be on another connection. */
  askNext(): void {
    this.#nextAsked = true;
    if (this.#answer) this.#finish(this.#answer);
  }

  /** The process ends: what was answered before that counts. */
  end(completion: Completion): void {
    this.#finish(this.#answer ?? completion);
  }

  #finish(completion: Completion): void {
    this.#over = true;
    this.#done.resolve(completion);
  }
}
