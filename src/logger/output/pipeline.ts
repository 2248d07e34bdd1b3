import { context, diag, trace } from '@opentelemetry/api';
import { isTimeZoneKnown } from '../../../exporters/json/timestamp.js';
import { createSlot, type FlushReason, type Invocation, type Slot } from '../../invocation/invocation.js';
import { expectRecords, ownInvocation, processInvocation } from '../../invocation/scope.js';
import { once } from '../../shared/process-state.js';
import { type LogSink, logSink } from '../../telemetry/logs/logs.js';
import { LogKeySet } from '../keys/keys.js';
import { scopedKeys } from '../keys/scoped-keys.js';
import type { LoggerState } from '../keys/state.js';
import { lambdaFacts } from '../lambda-facts.js';
import { LogLevelThreshold, parseLevel } from '../levels.js';
import type { ConstructorOptions, LoggerSettings } from '../settings.js';
import { DEFAULT_MAX_BYTES, LogBuffer } from './buffer.js';
import type { LogBufferOptions } from './buffer-options.js';
import { type CallSite, callSiteOf, type LogMethod } from './call-site.js';
import { type EmittedLevel, LogComposer, type LogEntry } from './composer.js';
import { readInput } from './input.js';
import { LevelControl } from './level-control.js';
import { sampleOf } from './sampling.js';
import { currentTraceRoot } from './trace-root.js';

const EVICTED =
  'Some log lines were dropped from the buffer because it was full. Raise maxBytes in logBufferOptions to keep more.';
const TOO_BIG = 'A log line is larger than the whole buffer (maxBytes in logBufferOptions) and is written at once.';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    /** What was said of the settings of any Logger. */
    loggerProblems: Set<string>;
  }
}

interface Buffering {
  readonly maxBytes: number;
  readonly threshold: number;
  readonly flushOnError: boolean;
}

/** What is behind the methods of one Logger: from a call to a line. */
export class LogPipeline {
  readonly settings: LoggerSettings;
  readonly keys: LogKeySet;
  readonly levels: LevelControl;
  readonly #composer: LogComposer;
  readonly #buffering: Buffering | undefined;
  readonly #slot: Slot<LoggerState>;
  /** Stands in outside of invocations. Here, and not on the Invocation of the process: Loggers come and go. */
  readonly #own: LoggerState;
  /** Whether lines say where they were written. */
  readonly #location: boolean;
  /** What there is to tell before the first line: writing it at once would fix settings that are still to be configured. */
  readonly #early = new Map<string, EmittedLevel>();
  #started = false;
  #invocations = 0;

  constructor(options: ConstructorOptions, settings: LoggerSettings) {
    expectRecords();
    this.settings = settings;
    this.#buffering = readBuffering(options.logBufferOptions);
    this.#location = options.location !== false;
    this.keys = new LogKeySet(() => this.state(), this.#onReserved);
    this.#composer = new LogComposer(this.keys, options, settings);
    this.levels = new LevelControl(settings, (level, message, state) => this.notice(level, message, state));
    if (this.#buffering) this.levels.floor = 0;
    this.#slot = createSlot('logger', (invocation) => this.#begin(invocation), { perRecord: true });
    this.#own = this.#createState(undefined);
  }

  readonly #onReserved = (key: string): void =>
    this.notice('WARN', `The key "${key}" is one of the record's own and is left out of the line; rename it.`);

  /** What this Logger keeps for the invocation under way; outside any, for the process. */
  state(): LoggerState {
    const invocation = ownInvocation(context.active());
    return invocation ? invocation.get(this.#slot) : this.#own;
  }

  #createState(invocation: Invocation | undefined): LoggerState {
    return {
      invocation,
      lambda: invocation?.lambdaContext && lambdaFacts(invocation.lambdaContext, invocation.coldStart),
      keys: undefined,
      level: undefined,
      buffer: this.#buffering && new LogBuffer(this.#buffering.maxBytes),
      bufferedTrace: undefined,
      keysText: undefined,
      trace: undefined,
      sink: undefined,
    };
  }

  #begin(invocation: Invocation): LoggerState {
    const state = this.#createState(invocation);
    if (this.#buffering) invocation.onFlush((reason) => this.#flushFor(reason, state));
    if (invocation.outer) {
      // A record of a batch begins as its invocation is.
      const outer = invocation.outer === processInvocation() ? this.#own : invocation.outer.get(this.#slot);
      state.lambda = outer.lambda;
      state.level = outer.level;
      state.keys = this.keys.inherited(outer, invocation.keys);
      return state;
    }
    // The Logger itself was created with the decision of its first invocation.
    this.#invocations += 1;
    if (this.#invocations > 1) this.levels.sample(state);
    else if (this.settings.sampleRate > 0) sampleOf(invocation);
    return state;
  }

  #flushFor(reason: FlushReason, state: LoggerState): void {
    // What is kept back explains a failure; a success needs no explanation.
    if (reason === 'end') state.buffer?.clear();
    else this.flush(state);
    // What is logged from now on may be the last.
    if (reason === 'deadline') state.buffer = undefined;
  }

  /** Logs what `method`, one of a Logger, was called with, where a line of this level goes anywhere. */
  log(level: EmittedLevel, input: unknown, extras: readonly unknown[], method: LogMethod): void {
    const threshold = LogLevelThreshold[level];
    if (threshold < this.levels.floor) return;
    const state = this.state();
    if (state.invocation?.isReplaying) return;
    if (this.#buffering?.flushOnError && threshold >= LogLevelThreshold.ERROR) this.flush(state);
    if (threshold >= LogLevelThreshold[this.levels.of(state)] || this.#keepsBack(threshold, state)) {
      this.#log(state, level, input, extras, method);
    }
  }

  #keepsBack(threshold: number, state: LoggerState): boolean {
    if (!this.#buffering || !state.buffer || threshold > this.#buffering.threshold) return false;
    return state.invocation !== undefined || currentTraceRoot() !== undefined;
  }

  #log(state: LoggerState, level: EmittedLevel, input: unknown, extras: readonly unknown[], method?: LogMethod): void {
    try {
      if (!this.#started) this.#start();
      if (!this.#isHeard(state)) return;
      const callSite = this.#location && method ? callSiteOf(method) : undefined;
      const entry = this.#entry(state, level, input, extras, callSite);
      if (this.#keepsBack(LogLevelThreshold[level], state)) this.#keep(state, entry);
      else this.#write(state, entry);
    } catch (error) {
      diag.error('otel-powertools: a log line could not be made and is lost.', error);
    }
  }

  #entry(
    state: LoggerState,
    level: EmittedLevel,
    input: unknown,
    extras: readonly unknown[],
    callSite: CallSite | undefined,
  ): LogEntry {
    return {
      level,
      millis: Date.now(),
      input: readInput(input, extras, this.#onReserved),
      callSite,
      state,
      spanContext: trace.getActiveSpan()?.spanContext(),
      scoped: scopedKeys(),
    };
  }

  #sink(state: LoggerState): LogSink {
    // Outside an invocation telemetry may be set up anew: tests do.
    if (!state.invocation) return logSink();
    state.sink ??= logSink();
    return state.sink;
  }

  /** Whether a line goes anywhere at all: else nothing is made of it. */
  #isHeard(state: LoggerState): boolean {
    const { writeLine, emit } = this.#sink(state);
    return writeLine !== undefined || emit !== undefined;
  }

  #write(state: LoggerState, entry: LogEntry): void {
    const { writeLine, emit } = this.#sink(state);
    if (writeLine) writeLine(this.#composer.line(entry));
    if (emit) emit(this.#composer.record(entry));
  }

  #keep(state: LoggerState, entry: LogEntry): void {
    if (!state.invocation) {
      // Outside an invocation the buffer holds the lines of one trace: those before it can no longer be wanted.
      const root = currentTraceRoot();
      if (root !== state.bufferedTrace) state.buffer?.clear();
      state.bufferedTrace = root;
    }
    const { writeLine, emit } = this.#sink(state);
    // Now: what is logged may be changed before it is written.
    const line = this.#composer.line(entry);
    const record = emit && this.#composer.record(entry);
    const write = (): void => {
      writeLine?.(line);
      if (record) emit(record);
    };
    if (state.buffer?.add({ write, bytes: Buffer.byteLength(line) })) return;
    this.#tell(state, TOO_BIG);
    write();
  }

  /** Writes what the buffer holds. */
  flush(state: LoggerState): void {
    if (!state.buffer) return;
    const { lines, evicted } = state.buffer.take();
    for (const { write } of lines) write();
    if (evicted) this.#tell(state, EVICTED);
  }

  #start(): void {
    this.#started = true;
    // A function may make a Logger for each request, and children.
    const told = once('loggerProblems', () => new Set());
    for (const [message, level] of this.#early) {
      if (!told.has(message)) this.notice(level, message);
      told.add(message);
    }
    this.#early.clear();
  }

  /** A line of our own, which obeys the level like any other. */
  notice(level: EmittedLevel, message: string, state: LoggerState = this.state()): void {
    if (!this.#started) {
      this.#early.set(message, level);
      return;
    }
    if (LogLevelThreshold[level] >= LogLevelThreshold[this.levels.of(state)]) {
      this.#log(state, level, message, []);
    }
  }

  /** Tells what happened to lines of the buffer, whatever the level. */
  #tell(state: LoggerState, message: string): void {
    this.#write(state, this.#entry(state, 'WARN', message, [], undefined));
  }

  /** What is wrong with the settings, told once there is a Logger to tell it. */
  reportProblems(): void {
    const { problems, requestedLevel, timeZone } = this.settings;
    const found = [...problems];
    if (timeZone && !isTimeZoneKnown(timeZone)) {
      found.push(`The time zone "${timeZone}" of TZ is not known; timestamps are written in UTC.`);
    }
    for (const problem of found) this.notice('WARN', problem);
    if (requestedLevel) this.levels.warnOfMismatch(requestedLevel, this.state());
  }
}

function readBuffering(options: LogBufferOptions | null | undefined): Buffering | undefined {
  if (options === undefined || options?.enabled === false) return undefined;
  return {
    maxBytes: options?.maxBytes ?? DEFAULT_MAX_BYTES,
    threshold: LogLevelThreshold[parseLevel(options?.bufferAtVerbosity) ?? 'DEBUG'],
    flushOnError: options?.flushOnErrorLog !== false,
  };
}
