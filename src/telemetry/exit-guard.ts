import type { Invocation } from '../invocation/invocation.js';
import { type Pending, together } from '../shared/pending.js';
import { once } from '../shared/process-state.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    exitGuard: ExitGuard;
  }
}

/** Hands over what there is, before its first await as far as it can: a process that exits waits for nothing. */
export type ExitFlush = () => Pending;

export interface ExitGuard {
  /**
   * Should the process end now, `flush` is called. The Invocation that stands for the whole process is never left: what
   * ended late, between two invocations, is its.
   */
  enter(invocation: Invocation, flush: ExitFlush): void;
  leave(invocation: Invocation): void;
  has(invocation: Invocation): boolean;
}

const SIGTERM = 'SIGTERM';

/** One guard per process, however many handlers are wrapped. */
export function ensureExitGuard(): ExitGuard {
  return once('exitGuard', createExitGuard);
}

/**
 * Whether the process may live on after an exception that nobody caught: a listener may decide so, but in Lambda that of
 * the runtime ends the process, whatever others do.
 */
function mayLiveOn(): boolean {
  return process.listenerCount('uncaughtException') > 0 && !process.env.AWS_LAMBDA_RUNTIME_API;
}

/**
 * Flushes the invocations that run when the process is about to end: an uncaught exception, an unhandled rejection (Node
 * turns it into one), `process.exit`, SIGTERM. None of it changes how the process ends. A process may be about to end
 * more than once, so a flush hands over only what no flush before it has.
 */
function createExitGuard(): ExitGuard {
  const flushes = new Map<Invocation, ExitFlush>();
  // The last ones first: the whole process comes after the invocations, which may be all that there is time for.
  const flushAll = (): Pending => together([...flushes.values()].toReversed().map((flush) => flush()));

  // A monitor sees the exception without handling it.
  process.on('uncaughtExceptionMonitor', () => {
    if (!mayLiveOn()) void flushAll();
  });
  process.on('exit', () => void flushAll());
  const onTerminate = async (): Promise<void> => {
    await flushAll();
    process.removeListener(SIGTERM, onTerminate);
    // Somebody else's handler decides what a SIGTERM does; without one it ends the process, as it would without ours.
    if (process.listenerCount(SIGTERM) === 0) process.kill(process.pid, SIGTERM);
  };
  process.on(SIGTERM, onTerminate);

  return {
    enter: (invocation, flush) => void flushes.set(invocation, flush),
    leave: (invocation) => void flushes.delete(invocation),
    has: (invocation) => flushes.has(invocation),
  };
}
