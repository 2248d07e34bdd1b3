// What runs in a function's process: loads the handler, then takes invocations from the Runtime API.
import { isMainThread } from 'node:worker_threads';
import { RuntimeError, toErrorDocument } from './runtime/error-document.js';
import { watchEventLoop } from './runtime/event-loop.js';
import { generationOf } from './runtime/generation.js';
import { RuntimeClient } from './runtime/runtime-client.js';
import { serve } from './runtime/serve.js';
import { startWatchdog } from './runtime/watchdog.js';
import { startWorkers } from './runtime/workers.js';

/** The exit codes of Lambda's own runtime. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const { AWS_LAMBDA_RUNTIME_API = '', AWS_LAMBDA_MAX_CONCURRENCY } = process.env;
const overlaps = AWS_LAMBDA_MAX_CONCURRENCY !== undefined;

if (isMainThread) startWatchdog();
if (isMainThread && overlaps) startWorkers(new URL(import.meta.url));
else run();

function run(): void {
  const client = new RuntimeClient(AWS_LAMBDA_RUNTIME_API);
  const generation = generationOf(overlaps);
  let requestId: string | undefined;
  const endWith = async (error: unknown, code: number): Promise<never> => {
    if (generation === 4 && requestId !== undefined) {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    }
    const document = toErrorDocument(error, generation);
    await (requestId === undefined ? client.failInit(document) : client.fail(requestId, document)).catch(() => {});
    process.exit(code);
  };
  watchEventLoop();
  // From Node.js 24 on Lambda's runtime leaves these to Node.js, which prints them and ends the process.
  if (generation === 3) {
    process.on('uncaughtException', (error) => endWith(error, EXIT_UNCAUGHT_EXCEPTION));
    process.on('unhandledRejection', (reason) => endWith(unhandled(reason), EXIT_UNHANDLED_REJECTION));
  }
  const typescriptLoader = new URL('./typescript-loader.js', import.meta.url);
  const onInvocation = (id: string): void => {
    requestId = id;
  };
  serve({ client, generation, overlaps, typescriptLoader, onInvocation }).catch((error: unknown) => endWith(error, 1));
}

function unhandled(reason: unknown): RuntimeError {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  const error = new RuntimeError('Runtime.UnhandledPromiseRejection', message, { cause: reason });
  if (reason instanceof Error && reason.stack) error.stack = reason.stack;
  return error;
}
