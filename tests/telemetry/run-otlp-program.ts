import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface OtlpReport {
  readonly answers: readonly unknown[];
  /** How long each of the answers took, in milliseconds. */
  readonly waits: readonly number[];
  /** What was lost of spans, metrics and log records. */
  readonly dropped: readonly Readonly<Record<string, number>>[];
  /** What was said. */
  readonly said: readonly string[];
}

/** Runs the bundled program that sends all three signals over OTLP. */
export const runOtlpProgram = async (program: string, env: Readonly<Record<string, string>>): Promise<OtlpReport> => {
  const { stdout, stderr } = await execute(process.execPath, [program], {
    env: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp', ...env },
  });
  if (stderr) throw new Error(stderr);
  const lines = stdout.trim().split('\n');
  const report = JSON.parse(lines.pop() ?? '');
  return { ...report, said: lines.map((line) => JSON.parse(line).message) };
};
