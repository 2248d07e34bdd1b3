import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type InvocationReport, type LocalLambdaOptions, startLocalLambda } from '../../../src/local/index.js';
import { buildCommand } from '../../local/support/runtime.js';
import { bundleProgram } from '../bundle-program.js';
import { type Gate, startGate } from './gate.js';

export interface RunningFunction {
  readonly gate: Gate;
  /** The invocations that are over. */
  readonly reports: readonly InvocationReport[];
  /** What happened outside of any invocation. */
  readonly notices: readonly string[];
  /** Invokes the function as a caller does: resolves when the answer is there. */
  call(event: object): Promise<unknown>;
  /** Resolves when the invocation is over. */
  invoke(event: object): Promise<InvocationReport>;
  close(): Promise<void>;
}

export interface FunctionOptions extends Pick<LocalLambdaOptions, 'timeoutMillis' | 'ric' | 'env'> {
  /** A member of `programs/after-response.ts`. */
  readonly handler?: string;
  /** The `node_modules` in which the official runtime is. */
  readonly modules?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'otel-powertools-after-'));
const running = new Set<RunningFunction>();
let bin = '';

/** Prepares what the functions need, before the tests of a file. */
export const prepare = (): void => {
  beforeAll(async () => {
    bin = await buildCommand();
    await bundleProgram(folder, 'after-response');
  });
  afterAll(async () => {
    for (const each of running) await each.close();
    rmSync(folder, { recursive: true });
  });
};

const OTLP = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'json,otlp' };

/** Runs the bundled function in the local Lambda; all three signals go to a collector. */
export const start = async ({
  handler = 'handler',
  modules,
  env = {},
  ...options
}: FunctionOptions = {}): Promise<RunningFunction> => {
  const gate = await startGate();
  const reports: InvocationReport[] = [];
  const notices: string[] = [];
  const link = join(folder, 'node_modules');
  if (modules) {
    rmSync(link, { force: true });
    symlinkSync(modules, link, 'dir');
  }
  const lambda = await startLocalLambda({
    ...{ cwd: folder, template: false, functions: [`after-response.${handler}`], runtimeFolder: bin },
    timeoutMillis: 10_000,
    ...options,
    env: { ...OTLP, OTEL_EXPORTER_OTLP_ENDPOINT: gate.url, FLUSH_TIMEOUT_MILLIS: '8000', ...env },
    onReport: (report) => reports.push(report),
    onNotice: (notice) => notices.push(notice),
  });
  const name = lambda.functions[0]?.name ?? '';
  const started: RunningFunction = {
    gate,
    reports,
    notices,
    async call(event) {
      const url = `${lambda.url}/2015-03-31/functions/${name}/invocations`;
      const text = await (await fetch(url, { method: 'POST', body: JSON.stringify(event) })).text();
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    },
    invoke: (event) => lambda.invoke(name, event),
    async close() {
      running.delete(started);
      await lambda.close();
      await gate.close();
    },
  };
  running.add(started);
  return started;
};

/** Where AWS's own runtime of that version is, if it was compiled. */
export const officialRuntime = (major: 3 | 4): string | undefined => {
  const modules = join(tmpdir(), `otel-powertools-ric-${major}`, 'node_modules');
  const native = { 3: 'dist/rapid-client.node', 4: 'rapid-client.node' }[major];
  return existsSync(join(modules, 'aws-lambda-ric', native)) ? modules : undefined;
};
