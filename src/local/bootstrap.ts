// What runs in a function's process: loads the handler, then takes one invocation after the other from the Runtime API.
import { endOfInvocationMark } from './environment/output-reader.js';
import { DOCTOR_VARIABLE } from './runtime/doctor-member.js';
import { RuntimeError, toErrorDocument } from './runtime/error-document.js';
import { loadHandler } from './runtime/load-handler.js';
import { reportToDoctor } from './runtime/report-to-doctor.js';
import { defineGlobalAwsLambda } from './runtime/response-stream.js';
import { runInvocation } from './runtime/run-invocation.js';
import { RuntimeClient } from './runtime/runtime-client.js';
import { startWatchdog } from './runtime/watchdog.js';

/** The exit codes of Lambda's own runtime. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const { AWS_LAMBDA_RUNTIME_API = '', _HANDLER = '', LAMBDA_TASK_ROOT = process.cwd() } = process.env;
const client = new RuntimeClient(AWS_LAMBDA_RUNTIME_API);
// Kept from before the handler's code could replace them.
const outputs = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));
let requestId: string | undefined;

startWatchdog();
process.on('uncaughtException', (error) => endWith(error, EXIT_UNCAUGHT_EXCEPTION));
process.on('unhandledRejection', (reason) => {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  const error = new RuntimeError('Runtime.UnhandledPromiseRejection', message, { cause: reason });
  if (reason instanceof Error && reason.stack) error.stack = reason.stack;
  return endWith(error, EXIT_UNHANDLED_REJECTION);
});
defineGlobalAwsLambda();
serve().catch((error: unknown) => endWith(error, 1));

/** Marks the end of an invocation's output, and waits until all of it has left this process. */
async function endOutput(ended: string): Promise<void> {
  const mark = endOfInvocationMark(ended);
  await Promise.all(outputs.map((write) => new Promise<void>((resolve) => write(mark, () => resolve()))));
}

/** Reports an error that no handler caught, and ends the process: its state is unknown. */
async function endWith(error: unknown, code: number): Promise<never> {
  const document = toErrorDocument(error);
  await (requestId === undefined ? client.failInit(document) : client.fail(requestId, document)).catch(() => {});
  process.exit(code);
}

async function serve(): Promise<never> {
  const handler = await loadHandler(_HANDLER, LAMBDA_TASK_ROOT, new URL('./typescript-loader.js', import.meta.url));
  for (;;) {
    const invocation = await client.next().catch(() => process.exit(0));
    requestId = invocation.requestId;
    if (invocation.traceHeader === undefined) delete process.env._X_AMZN_TRACE_ID;
    else process.env._X_AMZN_TRACE_ID = invocation.traceHeader;
    await runInvocation(handler, invocation, client);
    if (process.env[DOCTOR_VARIABLE]) await reportToDoctor(outputs[0] ?? (() => {}));
    await endOutput(invocation.requestId);
  }
}
