import type { FunctionDefinition } from '../functions/function-definition.js';
import type { InvocationReport } from '../report.js';
import { explainFailure } from '../session/failure-explanation.js';
import type { Completion } from './completion.js';
import type { EnvironmentSettings } from './environment-settings.js';
import type { RecordedContents } from './invocation-record.js';
import { withPlatformLogs } from './platform/platform-logs.js';
import type { InvocationRequest } from './running-invocation.js';

/** What an environment knows of an invocation that is over. */
export interface FinishedInvocation {
  readonly definition: FunctionDefinition;
  readonly request: InvocationRequest;
  readonly completion: Completion;
  readonly coldStart: boolean;
  readonly startTime: number;
  readonly durationMs: number;
  readonly extensionMs: number | undefined;
  readonly initDurationMs: number;
  readonly streamed: boolean;
  readonly contents: RecordedContents;
  readonly maxMemoryMb: number | undefined;
}

export function reportOf(
  finished: FinishedInvocation,
  { platformLogs, tables }: Pick<EnvironmentSettings, 'platformLogs' | 'tables'>,
): InvocationReport {
  const { definition, request, completion, coldStart, extensionMs, contents } = finished;
  const facts: InvocationReport = {
    functionName: definition.name,
    requestId: request.requestId,
    trigger: request.trigger,
    event: request.payload,
    traceHeader: request.trace.header,
    traceId: request.trace.traceId,
    functionSegmentId: request.trace.functionSegmentId,
    parentId: request.trace.parentId,
    ...completion,
    coldStart,
    startTime: finished.startTime,
    durationMs: finished.durationMs,
    ...(extensionMs !== undefined && { extensionMs }),
    initDurationMs: coldStart ? finished.initDurationMs : undefined,
    memorySize: definition.memorySize,
    ...contents,
    streamed: finished.streamed,
  };
  const { AWS_LAMBDA_LOG_FORMAT: format } = definition.environment;
  const written = { format, maxMemoryMb: finished.maxMemoryMb };
  const report = platformLogs ? { ...facts, logs: withPlatformLogs(facts.logs, facts, written) } : facts;
  const explanation = explainFailure(facts, tables);
  return explanation ? { ...report, explanation } : report;
}
