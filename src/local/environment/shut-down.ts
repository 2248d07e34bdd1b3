import { setTimeout as sleep } from 'node:timers/promises';
import type { Extensions, ShutdownReason } from './extensions.js';
import type { FunctionProcess } from './function-process.js';

/** Lambda's limits: with an internal extension, with external ones, and how much of that is the runtime's. */
const INTERNAL_LIMIT_MS = 500;
const EXTERNAL_LIMIT_MS = 2000;
const RUNTIME_LIMIT_MS = 300;

/**
 * Lambda's SHUTDOWN phase: SIGTERM for the runtime, then the SHUTDOWN event for extensions in processes of their own. A
 * function without any extension is ended without a word.
 */
export async function shutDown(
  runtime: FunctionProcess,
  externals: readonly FunctionProcess[],
  extensions: Extensions,
  reason: ShutdownReason,
): Promise<void> {
  if (externals.length === 0) {
    if (extensions.hasInternal) await terminate(runtime, INTERNAL_LIMIT_MS);
    return;
  }
  const end = Date.now() + EXTERNAL_LIMIT_MS;
  await terminate(runtime, RUNTIME_LIMIT_MS);
  runtime.kill();
  extensions.shutDown(reason, end);
  await within(
    externals.map(({ ended }) => ended),
    end - Date.now(),
  );
}

async function terminate(process: FunctionProcess, limitMs: number): Promise<void> {
  process.terminate();
  await within([process.ended], limitMs);
}

async function within(ends: readonly Promise<unknown>[], limitMs: number): Promise<void> {
  const done = new AbortController();
  const limit = sleep(Math.max(0, limitMs), undefined, { signal: done.signal }).catch(() => {});
  await Promise.race([Promise.all(ends), limit]);
  done.abort();
}
