import path from 'node:path';
import { deferred } from '../deferred.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import { functionEnvironment } from '../functions/function-environment.js';
import type { FunctionFailure, InvocationReport, LogLine } from '../report.js';
import { XRayDaemon } from '../xray/xray-daemon.js';
import {
  type Completion,
  exited,
  exitMessage,
  failed,
  INIT_LIMIT_MS,
  notLoaded,
  responded,
  timedOut,
} from './completion.js';
import type { EnvironmentSettings } from './environment-settings.js';
import { Extensions, type ShutdownReason } from './extensions.js';
import { FunctionProcess, type ProcessEnd } from './function-process.js';
import { Deadlines } from './inspect/deadlines.js';
import type { Inspector } from './inspect/inspector.js';
import { reportOf } from './invocation-report.js';
import { peakMemoryOf } from './platform/peak-memory.js';
import { type InvocationRequest, RunningInvocation } from './running-invocation.js';
import { RunningInvocations } from './running-invocations.js';
import { RuntimeApi, type RuntimeListener } from './runtime-api.js';
import { shutDown } from './shut-down.js';

/**
 * One process of a function with its Runtime API and its X-Ray daemon: serves one invocation after the other, or as many
 * at a time as it is set to.
 */
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
  readonly #running = new RunningInvocations();
  readonly #deadlines = new Deadlines();
  readonly #inspector: Inspector | undefined;
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
    this.#inspector = settings.inspectorPorts?.lease({
      notice: (text) => settings.onNotice(`${definition.name}: ${text}`),
      attached: () => this.#deadlines.stop(),
      leaving: () => this.#parts?.process.kill(),
    });
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

  /** Whether it runs code that has changed since. */
  get outdated(): boolean {
    return this.#outdated;
  }

  /** Whether an invocation is under way. */
  get busy(): boolean {
    return this.#running.count > 0;
  }

  /** Resolves when the handler is loaded, with the reason when it could not be. */
  get loaded(): Promise<FunctionFailure | undefined> {
    return this.#loaded.promise;
  }

  async invoke(request: InvocationRequest): Promise<InvocationReport> {
    const coldStart = !this.#used;
    this.#used = true;
    const initFailure = await this.#loaded.promise;
    const running = new RunningInvocation(request, this.#settings.maxConcurrency !== undefined);
    this.#running.begin(running);
    // A process that is ended at a time-out may be gone before it is asked.
    const peakMb = this.#peakMemoryMb();
    const startTime = Date.now();
    const started = performance.now();
    const completion = initFailure ? failed('init-error', initFailure) : await this.#run(running);
    const durationMs = performance.now() - started;
    const maxMemoryMb = this.#peakMemoryMb() ?? peakMb;
    const extensionMs = await this.#followExtensions(running, completion, durationMs);
    await this.#settle(request.requestId);
    const contents = this.#running.end(request.requestId);
    const finished = { definition: this.#definition, request, completion, coldStart, startTime, durationMs };
    const initDurationMs = this.#initDurationMs;
    const { streamed } = running;
    return reportOf({ ...finished, extensionMs, initDurationMs, streamed, contents, maxMemoryMb }, this.#settings);
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
    this.#inspector?.release();
  }

  /** The most memory that the function has had, where Lambda's own log lines are to say it. */
  #peakMemoryMb(): number | undefined {
    return this.#settings.platformLogs ? peakMemoryOf(this.#parts?.process.pid) : undefined;
  }

  async #start(): Promise<void> {
    const [api, daemon] = await Promise.all([
      RuntimeApi.start(this.#runtimeListener(), this.#extensions),
      XRayDaemon.start(this.#running),
    ]);
    const { node, maxConcurrency, endpoints } = this.#settings;
    const common = {
      node: node.file,
      cwd: this.#definition.taskRoot,
      env: functionEnvironment(this.#definition, {
        ...endpoints,
        runtimeApi: api.address,
        xrayDaemon: daemon.address,
        maxConcurrency,
        nodeVersion: node.version,
      }),
      onLine: (stream: LogLine['stream'], line: string) => {
        if (stream === 'stdout' || !this.#inspector?.heeds(line)) this.#running.line(stream, line);
      },
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
    const inspect = this.#inspector ? [this.#inspector.argument] : [];
    const args = [...inspect, ...this.#settings.runtime, this.#definition.handler];
    const child = new FunctionProcess({ ...common, args });
    this.#parts = { api, daemon, process: child, extensions };
    const callOff = this.#deadlines.set(INIT_LIMIT_MS, () => this.#finishLoading(notLoaded()));
    void this.#loaded.promise.then(callOff);
    void child.ended.then((end) => this.#onEnd(end));
  }

  #runtimeListener(): RuntimeListener {
    // What a runtime says of an invocation that is over by now concerns nobody.
    const withRunning = (requestId: string, tell: (running: RunningInvocation) => void): void => {
      const running = this.#running.get(requestId);
      if (running) tell(running);
    };
    return {
      ready: () => {
        if (this.#loading) void this.#extensions.idle().then(() => this.#finishLoading(undefined));
        // Where invocations overlap, that the runtime asks for another says nothing of those under way.
        else for (const running of this.#running.all) running.askNext();
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
    const overlaps = this.#settings.maxConcurrency !== undefined;
    const callOff = this.#deadlines.set(timeoutMillis, () => {
      // On Lambda Managed Instances the process goes on: others run in it.
      if (!overlaps) this.#end('timeout');
      running.end(timedOut(request.requestId, timeoutMillis));
    });
    const deadlineMs = this.#deadlines.endOf(timeoutMillis);
    if (!overlaps) {
      this.#extensions.invoke({
        ...{ eventType: 'INVOKE', deadlineMs, requestId: request.requestId, invokedFunctionArn: request.functionArn },
        tracing: { type: 'X-Amzn-Trace-Id', value: request.trace.header },
      });
    }
    this.#parts?.api.deliver({ ...request, traceHeader: request.trace.header, deadline: deadlineMs });
    // It may have ended since the invocation before.
    if (!this.#alive) running.end(exited(request.requestId, { code: null, signal: null }));
    try {
      return await running.done;
    } finally {
      callOff();
    }
  }

  /** Gives the caller its answer, and waits until the extensions are done as well: the milliseconds that took. */
  async #followExtensions(
    running: RunningInvocation,
    completion: Completion,
    durationMs: number,
  ): Promise<number | undefined> {
    const overlaps = this.#settings.maxConcurrency !== undefined;
    if (overlaps || !this.#alive || !this.#extensions.followsInvocations) return undefined;
    running.request.onAnswer?.(running.answerFrom(completion));
    const from = performance.now();
    if (!(await this.#extensions.idleWithin(this.#definition.timeoutMillis - durationMs))) {
      this.#end('timeout');
      this.#settings.onNotice(`${this.#definition.name}: an extension was not done when the function's time was over.`);
    }
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
    for (const running of this.#running.all) running.end(failed('exit', failure));
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
    const running = this.#running.all;
    const noticed = running.every(({ succeeded }) => succeeded);
    for (const one of running) one.end(exited(one.request.requestId, end));
    if (noticed && !expected) {
      this.#settings.onNotice(`${this.#definition.name}: after an invocation, ${exitMessage(end)}`);
    }
  }
}
