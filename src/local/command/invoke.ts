import { LocalLambdaError, messageOf } from '../errors.js';
import { startLocalLambda } from '../local-lambda.js';
import { given } from './dev.js';
import type { CommandOptions } from './options.js';
import { type GivenEvent, readEvent } from './read-event.js';
import { reportPrinter } from './terminal.js';

/** Sends one event to a function, and prints what it returns. Resolves to the exit code. */
export async function invoke(options: CommandOptions, runtimeFolder: string): Promise<number> {
  const [target, ...more] = options.functions;
  if (!target || more.length > 0 || options.events.length > 1) {
    throw new LocalLambdaError('Name one function and at most one event. See: otel-powertools invoke --help');
  }
  const event = await readEvent(options.events[0] ?? '{}');
  const { payload, ok } = await (options.port === undefined
    ? invokeHere(target, event, options, runtimeFolder)
    : invokeThere(target, event, options.port));
  process.stdout.write(payload.length > 0 ? `${payload}\n` : '');
  return ok ? 0 : 1;
}

interface Answer {
  readonly payload: string;
  readonly ok: boolean;
}

async function invokeHere(
  target: string,
  { event, trigger }: GivenEvent,
  options: CommandOptions,
  runtimeFolder: string,
): Promise<Answer> {
  const lambda = await startLocalLambda({
    functions: [target],
    ...given(options),
    runtimeFolder,
    onReport: reportPrinter(process.stderr, options.noColor),
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
  });
  try {
    const [definition] = lambda.functions;
    const report = await lambda.invoke(definition?.name ?? '', event, { trigger });
    return { payload: report.response.toString('utf8'), ok: report.outcome === 'ok' };
  } finally {
    await lambda.close();
  }
}

/** Lambda's Invoke API of an `otel-powertools dev` that runs already. */
async function invokeThere(target: string, { event, trigger }: GivenEvent, port: number): Promise<Answer> {
  const url = `http://127.0.0.1:${port}/2015-03-31/functions/${encodeURIComponent(target)}/invocations`;
  const response = await fetch(url, {
    method: 'POST',
    // A header takes ASCII; the name of a file may be anything.
    headers: { 'x-otel-powertools-trigger': trigger.replace(/[^ -~]/g, '?') },
    body: JSON.stringify(event),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    throw new LocalLambdaError(`No otel-powertools dev answers on port ${port}: ${cause}`);
  });
  const payload = await response.text();
  if (!response.ok) throw new LocalLambdaError(messageIn(payload));
  return { payload, ok: !response.headers.has('x-amz-function-error') };
}

function messageIn(payload: string): string {
  try {
    const answer: unknown = JSON.parse(payload);
    return typeof answer === 'object' && answer !== null && 'message' in answer ? String(answer.message) : payload;
  } catch {
    return payload;
  }
}
