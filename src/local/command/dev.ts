import { type LocalLambda, startLocalLambda } from '../local-lambda.js';
import { printable } from '../view/style.js';
import { describeTriggers } from './describe-triggers.js';
import type { CommandOptions } from './options.js';
import { readClaims, readEvent } from './read-event.js';
import { reportPrinter } from './terminal.js';

const DEFAULT_PORT = 3000;

/** Serves the functions until it is interrupted, or sends them the given events. Resolves to the exit code. */
export async function dev(options: CommandOptions, runtimeFolder: string): Promise<number> {
  // With --json, stdout is for invocations alone.
  const { stdout, stderr } = process;
  const says = options.json ? stderr : stdout;
  const serves = options.events.length === 0;
  const events = await Promise.all(options.events.map(readEvent));
  const claims = options.claims === undefined ? undefined : readClaims(options.claims);
  const lambda = await startLocalLambda({
    functions: options.functions,
    // Events need no front: whoever serves on the default port is not disturbed.
    port: options.port ?? (events.length > 0 ? 0 : DEFAULT_PORT),
    ...given(options),
    watch: serves,
    queues: options.queues,
    ...(claims && { claims }),
    runtimeFolder,
    ui: serves && options.ui,
    ...(options.uiPort !== undefined && { uiPort: options.uiPort }),
    ...(options.history !== undefined && { history: { count: options.history } }),
    ...(options.json
      ? { onEntry: (entry: string) => stdout.write(`${entry}\n`) }
      : { onReport: reportPrinter(stdout, options.noColor) }),
    onNotice: (notice) => says.write(`${notice}\n`),
  });
  try {
    if (serves) {
      const interrupted = interruption();
      says.write(overview(lambda));
      await interrupted;
      return 0;
    }
    const [first] = lambda.functions;
    let failed = false;
    for (const { event, trigger } of events) {
      const report = await lambda.invoke(first?.name ?? '', event, { trigger });
      failed ||= report.outcome !== 'ok';
    }
    return failed ? 1 : 0;
  } finally {
    await lambda.close();
  }
}

/** The options that `dev` and `invoke` have in common: only those that were given. */
export function given(options: CommandOptions) {
  const { dynamodb, template, timeoutMillis, memorySize, concurrency, concurrent, inspect, node } = options;
  const { env, extensions, ric, platformLogs } = options;
  return {
    ...{ env, extensions, ric, platformLogs },
    ...(concurrent !== undefined && { maxConcurrency: concurrent }),
    ...(inspect !== undefined && { inspect }),
    ...(node !== undefined && { node }),
    ...(dynamodb !== undefined && { dynamodb }),
    ...(template !== undefined && { template }),
    ...(timeoutMillis !== undefined && { timeoutMillis }),
    ...(memorySize !== undefined && { memorySize }),
    ...(concurrency !== undefined && { concurrency }),
  };
}

/** Resolves at the first Ctrl-C, or when the process is told to end; a second one ends it at once. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function overview({ url, pageUrl, functions, routes, triggers, dynamodb, loadFailures }: LocalLambda): string {
  const widest = Math.max(...functions.map(({ name }) => name.length));
  const lines = functions.flatMap(({ name, handler }) => {
    const own = routes.filter(({ functionName }) => functionName === name);
    const served = own.map(({ method, path }) => (path === '$default' ? 'every request' : `${method} ${path}`));
    const failure = loadFailures.get(name);
    return [
      `  ${name.padEnd(widest)}  ${handler}  ${served.length > 0 ? served.join(', ') : `npx otel-powertools invoke ${name} --port ${new URL(url).port}`}`,
      ...(failure
        ? [`  ${' '.repeat(widest)}  not loaded: ${printable(`${failure.errorType}: ${failure.errorMessage}`)}`]
        : []),
    ];
  });
  const tables = dynamodb.tables.length > 0 ? `: ${dynamodb.tables.join(', ')}` : '';
  return [
    `The local Lambda serves on ${url}`,
    ...lines,
    ...describeTriggers(triggers).map((line) => `  ${line}`),
    `  DynamoDB at ${dynamodb.url}${tables}`,
    ...(pageUrl ? [`  See it at ${pageUrl}`] : []),
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}
