import { randomUUID } from 'node:crypto';
import { deferred } from '../deferred.js';
import type { EnvironmentSettings } from '../environment/environment-settings.js';
import { ExecutionEnvironment } from '../environment/execution-environment.js';
import type { Answer, StreamSink } from '../environment/running-invocation.js';
import { type InvocationTrace, traceOfInvocation } from '../environment/trace-header.js';
import type { FunctionFailure, InvocationReport } from '../report.js';
import type { RunningSummary } from '../session/session.js';
import { type FunctionDefinition, functionArn } from './function-definition.js';

export interface InvokeOptions {
  /** What the report calls it. */
  readonly trigger: string;
  readonly trace?: InvocationTrace;
  /** An `X-Amzn-Trace-Id` header that came along; ignored where `trace` is given. */
  readonly incomingTrace?: string | undefined;
  readonly sink?: StreamSink;
  /** JSON text. */
  readonly clientContext?: string | undefined;
  readonly tenantId?: string | undefined;
}

/** Told of every invocation, before its caller gets the answer. */
export interface InvocationListener {
  started(running: RunningSummary): void;
  finished(report: InvocationReport): void;
  /** The code of a function was loaded; `failure` says why it could not be. */
  loaded(functionName: string, failure: FunctionFailure | undefined): void;
}

interface FunctionState {
  readonly definition: FunctionDefinition;
  readonly environments: Set<ExecutionEnvironment>;
  /** An environment for each invocation more that it can take now. */
  readonly idle: Promise<ExecutionEnvironment>[];
}

/**
 * The functions of the local Lambda. Like Lambda's, a function has one environment for each invocation that runs at a time;
 * where invocations overlap, one for as many as are set.
 */
export class LocalFunctions {
  readonly #functions: ReadonlyMap<string, FunctionState>;
  readonly #settings: EnvironmentSettings;
  readonly #region: string;
  readonly #listener: InvocationListener;
  #closed = false;

  constructor(
    definitions: readonly FunctionDefinition[],
    settings: EnvironmentSettings,
    region: string,
    listener: InvocationListener,
  ) {
    this.#functions = new Map(
      definitions.map((definition) => [definition.name, { definition, environments: new Set(), idle: [] }]),
    );
    this.#settings = settings;
    this.#region = region;
    this.#listener = listener;
    // However this process ends, as long as it can still do something.
    process.once('exit', this.#kill);
  }

  get names(): string[] {
    return [...this.#functions.keys()];
  }

  /** The name of the function that is called so, or whose handler is written so. */
  find(nameOrHandler: string): string | undefined {
    if (this.#functions.has(nameOrHandler)) return nameOrHandler;
    return [...this.#functions.values()].find(({ definition }) => definition.handler === nameOrHandler)?.definition
      .name;
  }

  /** Loads every handler ahead of the first event, in `count` environments each. What failed is tried again by an event. */
  async load(count: number): Promise<ReadonlyMap<string, FunctionFailure>> {
    const failures = new Map<string, FunctionFailure>();
    const states = [...this.#functions.values()].flatMap((state) => Array.from({ length: count }, () => state));
    await Promise.all(
      states.map(async (state) => {
        const starting = this.#start(state);
        // Who comes before it is loaded waits for it.
        state.idle.push(starting);
        const environment = await starting;
        const failure = await environment.loaded;
        if (!failure) return;
        failures.set(state.definition.name, failure);
        state.idle.splice(0, state.idle.length, ...state.idle.filter((idle) => idle !== starting));
        await this.#release(state, environment);
      }),
    );
    return failures;
  }

  /** Sends an event, as `invoke` does; the answer is there before the report where extensions go on after it. */
  call(
    name: string,
    payload: string,
    options: InvokeOptions,
  ): { answered: Promise<Answer>; report: Promise<InvocationReport> } {
    const early = deferred<Answer>();
    const report = this.#invoke(name, payload, options, early.resolve);
    return { answered: Promise.race([early.promise, report]), report };
  }

  /** Sends an event (JSON text) to a function. Whatever goes wrong in the function is in the report. */
  invoke(name: string, payload: string, options: InvokeOptions): Promise<InvocationReport> {
    return this.#invoke(name, payload, options, undefined);
  }

  async #invoke(
    name: string,
    payload: string,
    options: InvokeOptions,
    onAnswer: ((answer: Answer) => void) | undefined,
  ): Promise<InvocationReport> {
    const state = this.#functions.get(name);
    if (!state) throw new Error(`There is no function "${name}". Running: ${this.names.join(', ')}.`);
    if (this.#closed) throw new Error('The local Lambda is closed.');
    const requestId = randomUUID();
    const { trigger } = options;
    this.#listener.started({ requestId, functionName: name, trigger, startTime: Date.now() });
    const environment = await this.#take(state);
    const report = await environment.invoke({
      requestId,
      payload,
      functionArn: functionArn(name, this.#region),
      trace: options.trace ?? traceOfInvocation(options.incomingTrace),
      trigger,
      sink: options.sink,
      clientContext: options.clientContext,
      tenantId: options.tenantId,
      onAnswer,
    });
    await this.#release(state, environment);
    // What is ended on purpose is no news.
    if (!this.#closed) this.#listener.finished(report);
    return report;
  }

  /** Ends what was loaded, as soon as it is not busy: the next invocation of each function loads its code again. */
  async renew(): Promise<void> {
    for (const environment of this.#environments()) environment.retire();
    await Promise.all(
      [...this.#functions.values()].flatMap((state) =>
        [...new Set(state.idle.splice(0))].map(async (idle) => this.#release(state, await idle)),
      ),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    process.off('exit', this.#kill);
    await Promise.all(this.#environments().map((environment) => environment.close()));
  }

  readonly #kill = (): void => {
    for (const environment of this.#environments()) environment.kill();
  };

  #environments(): ExecutionEnvironment[] {
    return [...this.#functions.values()].flatMap(({ environments }) => [...environments]);
  }

  async #take(state: FunctionState): Promise<ExecutionEnvironment> {
    // The one used last, so that the others stay idle.
    for (let idle = state.idle.pop(); idle; idle = state.idle.pop()) {
      const environment = await idle;
      if (environment.alive) return environment;
      await this.#release(state, environment);
    }
    return this.#start(state);
  }

  /** Starts an environment for one invocation now, and for those that it can take besides. */
  #start(state: FunctionState): Promise<ExecutionEnvironment> {
    const starting = this.#startNow(state);
    // Who comes while it starts finds it.
    for (let more = 1; more < (this.#settings.maxConcurrency ?? 1); more++) state.idle.push(starting);
    return starting;
  }

  async #startNow(state: FunctionState): Promise<ExecutionEnvironment> {
    const environment = await ExecutionEnvironment.start(state.definition, this.#settings);
    state.environments.add(environment);
    if (this.#closed) await environment.close();
    void environment.loaded.then((failure) => {
      // What has changed again since says nothing of the code as it is now.
      if (!this.#closed && !environment.outdated) this.#listener.loaded(state.definition.name, failure);
    });
    return environment;
  }

  async #release(state: FunctionState, environment: ExecutionEnvironment): Promise<void> {
    if (environment.alive) {
      state.idle.push(Promise.resolve(environment));
      return;
    }
    // Others that it still works on come to their end.
    if (environment.busy || !state.environments.delete(environment)) return;
    await environment.close();
  }
}
