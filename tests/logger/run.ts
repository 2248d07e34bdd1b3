import { spawn } from 'node:child_process';
import { bundled } from './bundled.js';

const PRELUDE = `
import { context, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { configure, withPowertools } from 'otel-powertools';
import { correlationPaths, LogFormatter, Logger, LogItem, LogLevelThreshold } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics } from 'otel-powertools/metrics';
import middy from '@middy/core';

let requests = 0;
const lambdaContext = (changes = {}) => ({
  functionName: 'orders',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '128',
  awsRequestId: \`request-\${++requests}\`,
  getRemainingTimeInMillis: () => 30_000,
  ...changes,
});
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
`;

export interface Run {
  /** What was written to stdout, line by line. */
  readonly lines: readonly Record<string, unknown>[];
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs `source` in a process of its own, in an environment that has nothing but `env`. */
export const run = async (source: string, env: Readonly<Record<string, string>> = {}): Promise<Run> => {
  const script = await bundled(`${PRELUDE}${source}`);
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, stdout, stderr, code };
};

/** The lines that `source` writes; fails when it crashes. */
export const linesOf = async (source: string, env: Readonly<Record<string, string>> = {}): Promise<Run['lines']> => {
  const { lines, stderr, code } = await run(source, env);
  if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
  return lines;
};

export const TRACE_HEADER = 'Root=1-6a54a8c2-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';
