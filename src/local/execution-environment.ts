import { type Deferred, deferred } from './deferred.js';
import type { FunctionDefinition } from './function-definition.js';
import { type Endpoints, functionEnvironment } from './function-environment.js';
import { FunctionProcess, type ProcessEnd } from './function-process.js';
import { InvocationRecord } from './invocation-record.js';
import type { FunctionFailure, InvocationReport, Outcome } from './report.js';
import { RuntimeApi, type RuntimeInvocation, type RuntimeListener } from './runtime-api.js';
import type { InvocationTrace } from './trace-header.js';
import { XRayDaemon } from './xray-daemon.js';

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

export interface EnvironmentSettings {
  readonly endpoints: Pick<Endpoints, 'dynamodb' | 'lambda'>;
  /** The file that the process runs: our bootstrap or the official runtime. */
  readonly runtime: string;
  /** How long the output of an invocation may take to arrive after its end, in milliseconds. */
  readonly outputLimitMillis: number;
  /** The process ended while no invocation was running. */
  readonly onIdleExit: (message: string, record: InvocationRecord) => void;
}

interface Completion {
  readonly outcome: Outcome;
  readonly failure: FunctionFailure | undefined;
  readonly response: Buffer;
}

/** Lambda gives a function ten seconds to load; a TypeScript handler on a busy laptop gets the benefit of the doubt. */
const INIT_LIMIT_MS = 30_000;
/** What Lambda lets a function return at once: 6 MB and something for the envelope. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** One process of a function with its Runtime API and its X-Ray daemon: serves one invocation after the other. */
export class ExecutionEnvironment implements RuntimeListener {
  readonly #definition: FunctionDefinition;
  readonly #settings: EnvironmentSettings;
  readonly #loaded = deferred<FunctionFailure | undefined>();
  readonly #created = performance.now();
  #initDurationMs = 0;
  #loading = true;
  #used = false;
  #alive = true;
  #record = new InvocationRecord();
  #running: { readonly request: InvocationRequest; readonly done: Deferred<Completion>; streamed: boolean } | undefined;
  #answer: Completion | undefined;
  #parts: { readonly api: RuntimeApi; readonly daemon: XRayDaemon; readonly process: FunctionProcess } | undefined;

  private constructor(definition: FunctionDefinition, settings: EnvironmentSettings) {
    this.#definition = definition;
    this.#settings = settings;
  }

  static async start(definition: FunctionDefinition, settings: EnvironmentSettings): Promise<ExecutionEnvironment> {
    const environment = new ExecutionEnvironment(definition, settings);
    await environment.#start();
    return environment;
  }

  /** Whether another invocation can be sent here. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Resolves when the handler is loaded, with the reason when it could not be. */
  get loaded(): Promise<FunctionFailure | undefined> {
    return this.#loaded.promise;
  }

  async invoke(request: InvocationRequest): Promise<InvocationReport> {
    const coldStart = !this.#used;
    this.#used = true;
    const initFailure = await this.#loaded.promise;
    const startTime = Date.now();
    const started = performance.now();
    const completion = initFailure
      ? ({ outcome: 'init-error', failure: initFailure, response: failureDocument(initFailure) } as const)
      : await this.#run(request);
    const durationMs = performance.now() - started;
    const streamed = this.#running?.streamed === true;
    await this.#settle(request.requestId);
    this.#running = undefined;
    const record = this.#record;
    this.#record = new InvocationRecord();
    return {
      functionName: this.#definition.name,
      requestId: request.requestId,
      trigger: request.trigger,
      traceHeader: request.trace.header,
      traceId: request.trace.traceId,
      functionSegmentId: request.trace.functionSegmentId,
      ...completion,
      coldStart,
      startTime,
      durationMs,
      initDurationMs: coldStart ? this.#initDurationMs : undefined,
      memorySize: this.#definition.memorySize,
      ...record.contents(),
      streamed,
    };
  }

  kill(): void {
    this.#alive = false;
    this.#parts?.process.kill();
  }

  async close(): Promise<void> {
    this.kill();
    const parts = this.#parts;
    await parts?.process.closed;
    await Promise.all([parts?.api.close(), parts?.daemon.close()]);
  }

  ready(): void {
    if (this.#loading) this.#finishLoading(undefined);
    else if (this.#answer) this.#running?.done.resolve(this.#answer);
  }

  streamStarted(requestId: string, contentType: string): void {
    const running = this.#running;
    if (running?.request.requestId !== requestId) return;
    running.streamed = true;
    running.request.sink?.start(contentType);
  }

  streamed(requestId: string, chunk: Buffer): void {
    if (this.#running?.request.requestId === requestId) this.#running.request.sink?.write(chunk);
  }

  responded(requestId: string, response: Buffer, failure?: FunctionFailure): void {
    const running = this.#running;
    if (running?.request.requestId !== requestId) return;
    if (!running.streamed && response.length > RESPONSE_LIMIT_BYTES) {
      const tooLarge = {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size (${response.length} bytes) exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
        trace: [],
      };
      this.#answer = { outcome: 'error', failure: tooLarge, response: failureDocument(tooLarge) };
    } else {
      this.#answer = { outcome: failure ? 'error' : 'ok', failure, response };
    }
  }

  failed(requestId: string, failure: FunctionFailure, payload: Buffer): void {
    if (this.#running?.request.requestId !== requestId) return;
    this.#answer = { outcome: 'error', failure, response: payload };
  }

  initFailed(failure: FunctionFailure): void {
    this.#finishLoading(failure);
  }

  async #start(): Promise<void> {
    const [api, daemon] = await Promise.all([
      RuntimeApi.start(this),
      XRayDaemon.start({
        segment: (document) => this.#record.segments.push(document),
        rejection: (rejection) => this.#record.rejections.push(rejection),
        otlp: (bytes) => this.#record.otlpDatagrams.push(bytes),
      }),
    ]);
    const child = new FunctionProcess({
      // The official runtime is told the handler here; ours finds it in the environment.
      args: [this.#settings.runtime, this.#definition.handler],
      cwd: this.#definition.taskRoot,
      env: functionEnvironment(this.#definition, {
        ...this.#settings.endpoints,
        runtimeApi: api.address,
        xrayDaemon: daemon.address,
      }),
      onLine: (stream, line) => this.#record.line(stream, line),
    });
    this.#parts = { api, daemon, process: child };
    const limit = setTimeout(() => {
      this.#finishLoading(initTimeout());
      child.kill();
    }, INIT_LIMIT_MS);
    void this.#loaded.promise.then(() => clearTimeout(limit));
    void child.ended.then((end) => this.#onEnd(end));
  }

  async #run(request: InvocationRequest): Promise<Completion> {
    const { timeoutMillis } = this.#definition;
    const done = deferred<Completion>();
    this.#answer = undefined;
    this.#running = { request, done, streamed: false };
    const deadline = setTimeout(() => {
      this.#alive = false;
      this.#parts?.process.kill();
      done.resolve(this.#answer ?? timedOut(request.requestId, timeoutMillis));
    }, timeoutMillis);
    this.#parts?.api.deliver({ ...request, traceHeader: request.trace.header, deadline: Date.now() + timeoutMillis });
    // It may have ended since the invocation before.
    if (!this.#alive) done.resolve(exited(request.requestId, { code: null, signal: null }));
    try {
      return await done.promise;
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Waits for what the invocation has written and sent before its end. */
  async #settle(requestId: string): Promise<void> {
    if (!this.#parts) return;
    const { process: child, daemon } = this.#parts;
    await (this.#alive ? child.endOfOutput(requestId, this.#settings.outputLimitMillis) : child.closed);
    await daemon.drain();
  }

  #finishLoading(failure: FunctionFailure | undefined): void {
    if (!this.#loading) return;
    this.#loading = false;
    this.#initDurationMs = performance.now() - this.#created;
    if (failure) {
      // Lambda ends such a process: the next invocation begins anew.
      this.#alive = false;
      this.#parts?.process.kill();
    }
    this.#loaded.resolve(failure);
  }

  #onEnd(end: ProcessEnd): void {
    const closing = !this.#alive;
    this.#alive = false;
    if (this.#loading) {
      this.#finishLoading({ errorType: 'Runtime.ExitError', errorMessage: exitMessage(end), trace: [] });
    } else if (this.#running) {
      this.#running.done.resolve(this.#answer ?? exited(this.#running.request.requestId, end));
    } else if (!closing) {
      void this.#parts?.process.closed.then(() =>
        this.#settings.onIdleExit(`${this.#definition.name}: between invocations, ${exitMessage(end)}`, this.#record),
      );
    }
  }
}

const failureDocument = (failure: FunctionFailure): Buffer => Buffer.from(JSON.stringify(failure));

const failed = (outcome: Outcome, errorType: string, errorMessage: string): Completion => {
  const failure = { errorType, errorMessage, trace: [] };
  return { outcome, failure, response: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
};

const timedOut = (requestId: string, timeoutMillis: number): Completion => {
  const seconds = (timeoutMillis / 1000).toFixed(2);
  return failed(
    'timeout',
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  );
};

const exitMessage = ({ code, signal }: ProcessEnd): string => {
  if (signal) return `Runtime exited with error: signal: ${signal}`;
  return code ? `Runtime exited with error: exit status ${code}` : 'Runtime exited without providing a reason';
};

const exited = (requestId: string, end: ProcessEnd): Completion =>
  failed('exit', 'Runtime.ExitError', `RequestId: ${requestId} Error: ${exitMessage(end)}`);

const initTimeout = (): FunctionFailure => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `The handler was not loaded within ${INIT_LIMIT_MS / 1000} seconds.`,
  trace: [],
});
