import type { LoggerState } from '../keys/state.js';
import { type LevelName, LogLevelThreshold, parseLevel } from '../levels.js';
import type { LoggerSettings } from '../settings.js';
import { nextSample, sampleOf } from './sampling.js';

const SAMPLED_NOTICE = 'Setting log level to DEBUG due to sampling rate';

type Notice = (level: 'WARN' | 'DEBUG', message: string, state: LoggerState) => void;

/** Which level is in force: Lambda's own, that of the invocation, or the Logger's. */
export class LevelControl {
  readonly #lambdaLevel: LevelName | undefined;
  readonly #initial: LevelName;
  readonly #rate: number;
  readonly #notice: Notice;
  readonly #warned = new Set<string>();
  #level: LevelName;
  #decided = false;
  /** A threshold below which no invocation logs anything: what is cheap to ask before all else. */
  floor: number;

  constructor({ level, lambdaLevel, sampleRate }: LoggerSettings, notice: Notice) {
    this.#lambdaLevel = lambdaLevel;
    this.#initial = level;
    this.#level = level;
    this.#rate = sampleRate;
    this.#notice = notice;
    this.floor = Math.min(
      LogLevelThreshold[level],
      sampleRate > 0 ? LogLevelThreshold.DEBUG : Number.POSITIVE_INFINITY,
    );
  }

  of(state: LoggerState): LevelName {
    return state.level ?? this.#level;
  }

  /** Takes effect for the invocation; outside any, for the Logger. */
  set(level: unknown, state: LoggerState): void {
    const name = parseLevel(level);
    if (!name) {
      throw new Error(
        `Invalid log level: ${String(level)}. Use one of ${Object.keys(LogLevelThreshold).join(', ')}, in upper or lower case.`,
      );
    }
    this.warnOfMismatch(name, state);
    if (!this.#lambdaLevel) this.#apply(name, state);
  }

  /** Warns where Lambda drops, or would drop, what `wanted` asks for. */
  warnOfMismatch(wanted: LevelName, state: LoggerState): void {
    const allowed = this.#lambdaLevel;
    if (!allowed || LogLevelThreshold[wanted] >= LogLevelThreshold[allowed]) return;
    const message = `The log level ${wanted} asks for more than AWS_LAMBDA_LOG_LEVEL=${allowed} lets through: ${allowed} is in force and the lines below it are not written. Lower the function's application log level, or raise this one.`;
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#notice('WARN', message, state);
  }

  /** Decides afresh whether to log at DEBUG. The first decision is the Logger's own, made when it was created. */
  refresh(state: LoggerState): void {
    if (this.#rate === 0) return;
    if (!this.#decided) {
      this.#decided = true;
      return;
    }
    if (state.invocation) this.sample(state);
    // Nothing tells one invocation from the next but this call.
    else this.#decide(Math.random(), state);
  }

  /** Takes the decision of the invocation; before there is one, that of the next. */
  sample(state: LoggerState): void {
    if (this.#rate === 0) return;
    this.#decide(state.invocation ? sampleOf(state.invocation) : nextSample(), state);
  }

  #decide(sample: number, state: LoggerState): void {
    if (sample >= this.#rate) {
      this.#apply(this.#initial, state);
      return;
    }
    this.warnOfMismatch('DEBUG', state);
    if (this.#lambdaLevel) return;
    if (LogLevelThreshold[this.#initial] > LogLevelThreshold.DEBUG) this.#apply('DEBUG', state);
    this.#notice('DEBUG', SAMPLED_NOTICE, state);
  }

  #apply(level: LevelName, state: LoggerState): void {
    if (state.invocation) state.level = level;
    else this.#level = level;
    this.floor = Math.min(this.floor, LogLevelThreshold[level]);
  }
}
