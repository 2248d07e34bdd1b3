import type { LogLevel } from '../levels.js';

/** How log lines are kept back until something goes wrong. */
export interface LogBufferOptions {
  /** Default `true` where the options are given. */
  readonly enabled?: boolean | undefined;
  /** The most bytes kept for one invocation; beyond it the oldest lines are dropped. Default 20,480. */
  readonly maxBytes?: number | undefined;
  /** Lines of this level and of those below are kept back. Default `DEBUG`. */
  readonly bufferAtVerbosity?: Extract<LogLevel, 'DEBUG' | 'INFO' | 'WARN' | 'debug' | 'info' | 'warn'> | undefined;
  /** Whether a call of `error` or `critical` writes what was kept back. Default `true`. */
  readonly flushOnErrorLog?: boolean | undefined;
}
