import { type Pending, together } from '../shared/pending.js';
import type { Invocation } from './invocation.js';

/** What is to be told when the process is about to end. */
export interface Guarded {
  /** Hands over what there is, before its first await as far as it can: a process that exits waits for nothing. */
  exit(): Pending;
  /** Nothing can come of it any more, and the process may go on without it: hands over what there is, and leaves. */
  abandon(): Pending;
}

const SIGTERM = 'SIGTERM';

/**
 * Tells the invocations that run when the process is about to end: an uncaught exception, an unhandled rejection (Node
 * turns it into one), `process.exit`, SIGTERM, nothing left to do. None of it changes how the process ends. A process may
 * be about to end more than once, so what is told hands over only what it has not handed over before.
 */
export class ExitGuard<Run extends Guarded> {
  /**
   * What runs. The Invocation that stands for the whole process is never left: what ended late, between two invocations,
   * is its.
   */
  readonly running = new Map<Invocation, Run>();

  constructor() {
    // A monitor sees the exception without handling it.
    process.on('uncaughtExceptionMonitor', () => {
      if (!mayLiveOn()) void this.#tellAll();
    });
    process.on('exit', () => void this.#tellAll());
    // A handler waits for what never comes: up to Node.js 22 Lambda's runtime answers null, and takes the next invocation.
    process.on('beforeExit', () => {
      for (const run of [...this.running.values()].toReversed()) void run.abandon();
    });
    const onTerminate = async (): Promise<void> => {
      await this.#tellAll();
      process.removeListener(SIGTERM, onTerminate);
      // Somebody else's handler decides what a SIGTERM does; without one it ends the process, as it would without ours.
      if (process.listenerCount(SIGTERM) === 0) process.kill(process.pid, SIGTERM);
    };
    process.on(SIGTERM, onTerminate);
  }

  /** The last ones first: the whole process comes after the invocations, which may be all that there is time for. */
  #tellAll(): Pending {
    return together([...this.running.values()].toReversed().map((run) => run.exit()));
  }
}

/**
 * Whether the process may live on after an exception that nobody caught: a listener may decide so, but in Lambda that of
 * the runtime ends the process, whatever others do.
 */
function mayLiveOn(): boolean {
  return process.listenerCount('uncaughtException') > 0 && !process.env.AWS_LAMBDA_RUNTIME_API;
}
