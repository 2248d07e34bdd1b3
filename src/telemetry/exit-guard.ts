import { type Invocation, onceInProcess, processInvocation } from '../invocation/index.js';
import { ensureTelemetry } from './telemetry.js';

export interface ExitGuard {
  /** The invocation runs: should the process end now, it is flushed. */
  enter(invocation: Invocation): void;
  leave(invocation: Invocation): void;
}

const SIGTERM = 'SIGTERM';

/**
 * Flushes the invocations that run when the process is about to end: an uncaught exception, an unhandled rejection (Node
 * turns it into one), `process.exit`, SIGTERM. None of it changes how the process ends.
 */
const createExitGuard = (): ExitGuard => {
  const running = new Set<Invocation>();
  const flushRunning = async (): Promise<void> => {
    // Between invocations there may be spans that ended late.
    const interrupted = running.size > 0 ? [...running] : [processInvocation()];
    running.clear();
    await Promise.all(interrupted.map((invocation) => ensureTelemetry().flush(invocation, 'exit')));
  };

  // A monitor sees the exception without handling it. Nothing can be awaited here: what a flush does before its first
  // await is what is certain to happen.
  process.on('uncaughtExceptionMonitor', () => void flushRunning());
  process.on('exit', () => void flushRunning());
  const onTerminate = async (): Promise<void> => {
    await flushRunning();
    process.removeListener(SIGTERM, onTerminate);
    // Somebody else's handler decides what a SIGTERM does; without one it ends the process, as it would without ours.
    if (process.listenerCount(SIGTERM) === 0) process.kill(process.pid, SIGTERM);
  };
  process.on(SIGTERM, onTerminate);

  return {
    enter: (invocation) => void running.add(invocation),
    leave: (invocation) => void running.delete(invocation),
  };
};

/** One guard per process, however many handlers are wrapped. */
export const ensureExitGuard = (): ExitGuard => onceInProcess('exit-guard', createExitGuard);
