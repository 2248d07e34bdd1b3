import { deferred } from '../deferred.js';
import type { InvocationReport } from '../report.js';
import type { Completion } from './completion.js';
import type { RuntimeInvocation } from './runtime-api.js';
import type { InvocationTrace } from './trace-header.js';

/** Receives a streamed response while the function writes it. */
export interface StreamSink {
  start(contentType: string): void;
  write(chunk: Buffer): void;
}

/** What the caller of an invocation gets. */
export type Answer = Pick<
  InvocationReport,
  'requestId' | 'traceHeader' | 'outcome' | 'failure' | 'response' | 'streamed'
>;

export interface InvocationRequest extends Omit<RuntimeInvocation, 'deadline' | 'traceHeader'> {
  readonly trace: InvocationTrace;
  readonly trigger: string;
  readonly sink?: StreamSink | undefined;
  /** Called where the answer is there before the invocation is over: extensions, or the runtime, go on after it. */
  readonly onAnswer?: ((answer: Answer) => void) | undefined;
}

/** An invocation that a function works on: over when it is answered and the runtime asks for the next, or by force. */
export class RunningInvocation {
  readonly request: InvocationRequest;
  readonly #done = deferred<Completion>();
  #streamed = false;
  #answer: Completion | undefined;
  #nextAsked: boolean;

  /** @param request what is asked; `overlaps` where the runtime asks for the next before it is done with this one */
  constructor(request: InvocationRequest, overlaps: boolean) {
    this.request = request;
    this.#nextAsked = overlaps;
  }

  get done(): Promise<Completion> {
    return this.#done.promise;
  }

  get streamed(): boolean {
    return this.#streamed;
  }

  /** Whether it has its result: what happens to the process from now on does not change that. */
  get succeeded(): boolean {
    return this.#answer?.outcome === 'ok';
  }

  startStream(contentType: string): void {
    this.#streamed = true;
    this.request.sink?.start(contentType);
  }

  answer(completion: Completion): void {
    this.#answer = completion;
    // The caller has had every byte. The runtime up to Node.js 22 may take its time all the same: until nothing is left to do.
    if (this.#streamed) this.request.onAnswer?.(this.answerFrom(completion));
    if (this.#nextAsked) this.#done.resolve(completion);
  }

  /** What the caller gets, of how it ended. */
  answerFrom(completion: Completion): Answer {
    const { requestId, trace } = this.request;
    return { ...completion, requestId, traceHeader: trace.header, streamed: this.#streamed };
  }

  /** The runtime asks for the next invocation; its answer to this one may still be on another connection. */
  askNext(): void {
    this.#nextAsked = true;
    if (this.#answer) this.#done.resolve(this.#answer);
  }

  /** The process ends: what was answered before that counts. */
  end(completion: Completion): void {
    this.#done.resolve(this.#answer ?? completion);
  }
}
