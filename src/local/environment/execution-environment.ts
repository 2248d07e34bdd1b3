import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deferred } from '../deferred.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import { type Endpoints, functionEnvironment } from '../functions/function-environment.js';
import type { FunctionFailure, InvocationReport, LogLine } from '../report.js';
import { explainFailure } from '../session/failure-explanation.js';
import { XRayDaemon } from '../xray/xray-daemon.js';
import { type Completion, exited, exitMessage, failed, responded, timedOut } from './completion.js';
import { Extensions, type ShutdownReason } from './extensions.js';
import { FunctionProcess, type ProcessEnd } from './function-process.js';
import { InvocationRecord } from './invocation-record.js';
import { type InvocationRequest, RunningInvocation } from './running-invocation.js';
import { RuntimeApi, type RuntimeListener } from './runtime-api.js';
import { shutDown } from './shut-down.js';

export interface EnvironmentSettings {
  readonly endpoints: Pick<Endpoints, 'dynamodb' | 'lambda' | 'ssm'>;
  /** The file that the process runs, and its first arguments: our bootstrap, or that of the official runtime. */
  readonly runtime: readonly string[];
  /** How long the output of an invocation may take to arrive after its end, in milliseconds. */
  readonly outputLimitMillis: number;
  /** Files of extensions that run in processes of their own, and what runs them. */
  readonly extensions: readonly string[];
  readonly extensionRunner: string;
  /** The tables there are, to explain failures with. */
  readonly tables: readonly string[];
  /** The process ended while no invocation was running. */
  readonly onIdleExit: (message: string) => void;
}

/** Lambda gives a function ten seconds to load; a TypeScript handler on a busy laptop gets the benefit of the doubt. */
const INIT_LIMIT_MS = 30_000;

/** One process of a function with its Runtime API and its X-Ray daemon: serves one invocation after the other. */
export class ExecutionEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #settings: EnvironmentSettings;
  readonly #extensions: Extensions;
  readonly #loaded = deferred<FunctionFailure | undefined>();
  readonly #created = performance.now();
  #initDurationMs = 0;
  #loading = true;
  #used = false;
  #alive = true;
  #outdated = false;
  #record = new InvocationRecord();
  #running: RunningInvocation | undefined;
  #shutdownReason: ShutdownReason = 'spindown';
  #parts:
    | {
        readonly api: RuntimeApi;
        readonly daemon: XRayDaemon;
        readonly process: FunctionProcess;
        readonly extensions: readonly FunctionProcess[];
      }
    | undefined;

  private constructor(definition: FunctionDefinition, settings: EnvironmentSettings) {
    this.#definition = definition;
    this.#settings = settings;
    this.#extensions = new Extensions(
      definition.name,
      definition.handler,
      settings.extensions.map((file) => path.basename(file)),
      { failed: (failure) => this.#extensionFailed(failure) },
    );
  }

  static async start(definition: FunctionDefinition, settings: EnvironmentSettings): Promise<ExecutionEnvironment> {
    const environment = new ExecutionEnvironment(definition, settings);
    await environment.#start();
    return environment;
  }

  /** Whether another invocation can be sent here. */
  get alive(): boolean {
    return this.#alive && !this.#outdated;
  }

  /** Resolves when the handler is loaded, with the reason when it could not be. */
  get loaded(): Promise<FunctionFailure | undefined> {
    return this.#loaded.promise;
  }

  async invoke(request: InvocationRequest): Promise<InvocationReport> {
    const coldStart = !this.#used;
    this.#used = true;
    const initFailure = await this.#loaded.promise;
    const running = new RunningInvocation(request);
    this.#running = running;
    const startTime = Date.now();
    const started = performance.now();
    const completion = initFailure ? failed('init-error', initFailure) : await this.#run(running);
    const durationMs = performance.now() - started;
    const extensionMs = await this.#followExtensions(request, completion, running.streamed, durationMs);
    await this.#settle(request.requestId);
    this.#running = undefined;
    const record = this.#record;
    this.#record = new InvocationRecord();
    const report: InvocationReport = {
      functionName: this.#definition.name,
      requestId: request.requestId,
      trigger: request.trigger,
      event: request.payload,
      traceHeader: request.trace.header,
      traceId: request.trace.traceId,
      functionSegmentId: request.trace.functionSegmentId,
      parentId: request.trace.parentId,
      ...completion,
      coldStart,
      startTime,
      durationMs,
      ...(extensionMs !== undefined && { extensionMs }),
      initDurationMs: coldStart ? this.#initDurationMs : undefined,
      memorySize: this.#definition.memorySize,
      ...record.contents(),
      streamed: running.streamed,
    };
    const explanation = explainFailure(report, this.#settings.tables);
    return explanation ? { ...report, explanation } : report;
  }

  /** Lets the invocation that runs come to its end, and takes no other. */
  retire(): void {
    this.#outdated = true;
  }

  /** Ends everything at once. */
  kill(): void {
    this.#end('failure');
    for (const extension of this.#parts?.extensions ?? []) extension.kill();
  }

  /** Ends as Lambda ends an environment: what has registered as an extension gets its time. */
  async close(): Promise<void> {
    const parts = this.#parts;
    this.#outdated = true;
    if (parts) await shutDown(parts.process, parts.extensions, this.#extensions, this.#shutdownReason);
    this.kill();
    await parts?.process.closed;
    await Promise.all([parts?.api.close(), parts?.daemon.close()]);
  }

  async #start(): Promise<void> {
    const [api, daemon] = await Promise.all([
      RuntimeApi.start(this.#runtimeListener(), this.#extensions),
      XRayDaemon.start({
        segment: (document, bytes) => this.#record.segment(document, bytes),
        rejection: (rejection) => this.#record.rejection(rejection),
        otlp: (bytes) => this.#record.otlp(bytes),
      }),
    ]);
    const common = {
      cwd: this.#definition.taskRoot,
      env: functionEnvironment(this.#definition, {
        ...this.#settings.endpoints,
        runtimeApi: api.address,
        xrayDaemon: daemon.address,
      }),
      onLine: (stream: LogLine['stream'], line: string) => this.#record.line(stream, line),
    };
    const extensions = this.#settings.extensions.map((file) => {
      const extension = new FunctionProcess({ ...common, args: [this.#settings.extensionRunner, file] });
      void extension.ended.then((end) => {
        const errorMessage = `Extension ${path.basename(file)}: ${exitMessage(end)}`;
        this.#extensionFailed({ errorType: 'Extension.Crash', errorMessage, trace: [] });
      });
      return extension;
    });
    // The official runtime is told the handler here; ours finds it in the environment.
    const args = [...this.#settings.runtime, this.#definition.handler];
    const child = new FunctionProcess({ ...common, args });
    this.#parts = { api, daemon, process: child, extensions };
    const limit = setTimeout(() => this.#finishLoading(initTimeout()), INIT_LIMIT_MS);
    void this.#loaded.promise.then(() => clearTimeout(limit));
    void child.ended.then((end) => this.#onEnd(end));
  }

  #runtimeListener(): RuntimeListener {
    // What a runtime says of an invocation that is over by now concerns nobody.
    const withRunning = (requestId: string, tell: (running: RunningInvocation) => void): void => {
      if (this.#running?.request.requestId === requestId) tell(this.#running);
    };
    return {
      ready: () => {
        if (this.#loading) void this.#extensions.idle().then(() => this.#finishLoading(undefined));
        else this.#running?.askNext();
      },
      streamStarted: (requestId, contentType) => withRunning(requestId, (running) => running.startStream(contentType)),
      streamed: (requestId, chunk) => withRunning(requestId, ({ request }) => request.sink?.write(chunk)),
      responded: (requestId, response, failure) =>
        withRunning(requestId, (running) => running.answer(responded(response, running.streamed, failure))),
      failed: (requestId, failure, response) =>
        withRunning(requestId, (running) => running.answer({ outcome: 'error', failure, response })),
      initFailed: (failure) => this.#finishLoading(failure),
    };
  }

  async #run(running: RunningInvocation): Promise<Completion> {
    const { request } = running;
    const { timeoutMillis } = this.#definition;
    const deadline = setTimeout(() => {
      this.#end('timeout');
      running.end(timedOut(request.requestId, timeoutMillis));
    }, timeoutMillis);
    const deadlineMs = Date.now() + timeoutMillis;
    this.#extensions.invoke({
      ...{ eventType: 'INVOKE', deadlineMs, requestId: request.requestId, invokedFunctionArn: request.functionArn },
      tracing: { type: 'X-Amzn-Trace-Id', value: request.trace.header },
    });
    this.#parts?.api.deliver({ ...request, traceHeader: request.trace.header, deadline: deadlineMs });
    // It may have ended since the invocation before.
    if (!this.#alive) running.end(exited(request.requestId, { code: null, signal: null }));
    try {
      return await running.done;
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Gives the caller its answer, and waits until the extensions are done as well: the milliseconds that took. */
  async #followExtensions(
    { requestId, trace, onAnswer }: InvocationRequest,
    completion: Completion,
    streamed: boolean,
    durationMs: number,
  ): Promise<number | undefined> {
    if (!this.#alive || !this.#extensions.followsInvocations) return undefined;
    onAnswer?.({ ...completion, requestId, traceHeader: trace.header, streamed });
    const from = performance.now();
    const late = new AbortController();
    const limit = sleep(Math.max(0, this.#definition.timeoutMillis - durationMs), 'late', { signal: late.signal });
    limit.catch(() => {});
    if ((await Promise.race([this.#extensions.idle(), limit])) === 'late') {
      this.#end('timeout');
      this.#settings.onIdleExit(
        `${this.#definition.name}: an extension was not done when the function's time was over.`,
      );
    }
    late.abort();
    return performance.now() - from;
  }

  /** Ends the function's process; extensions in processes of their own are told when this is closed. */
  #end(reason: ShutdownReason): void {
    if (this.#alive) this.#shutdownReason = reason;
    this.#alive = false;
    this.#parts?.process.kill();
  }

  /** An extension that cannot go on takes the whole environment along. */
  #extensionFailed(failure: FunctionFailure): void {
    if (!this.#alive || this.#outdated) return;
    this.#finishLoading(failure);
    this.#running?.end(failed('exit', failure));
    this.#end('failure');
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
    // Lambda ends such a process: the next invocation begins anew.
    if (failure) this.#end('failure');
    this.#loaded.resolve(failure);
  }

  #onEnd(end: ProcessEnd): void {
    const expected = !this.#alive || this.#outdated;
    if (this.#alive) this.#shutdownReason = 'failure';
    this.#alive = false;
    if (this.#loading) {
      this.#finishLoading({ errorType: 'Runtime.ExitError', errorMessage: exitMessage(end), trace: [] });
      return;
    }
    const noticed = this.#running === undefined || this.#running.succeeded;
    this.#running?.end(exited(this.#running.request.requestId, end));
    if (noticed && !expected) {
      this.#settings.onIdleExit(`${this.#definition.name}: after an invocation, ${exitMessage(end)}`);
    }
  }
}

function initTimeout(): FunctionFailure {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `The handler was not loaded within ${INIT_LIMIT_MS / 1000} seconds.`,
    trace: [],
  };
}
