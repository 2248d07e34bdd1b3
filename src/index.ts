export type { BufferedHandler, HandlerResult, PowertoolsOptions, StreamingHandler, WrappedHandler } from './handler.js';
export type { FlushListener, FlushReason, Invocation } from './invocation/invocation.js';
export type { LambdaContext } from './invocation/lambda-context.js';
export type { ResponseStream } from './invocation/response-stream.js';
export { currentInvocation } from './invocation/scope.js';
export type { ParentPolicy } from './invocation/trace-context/parent.js';
export type { Next, Utility } from './invocation/utility.js';
export { explain } from './telemetry/explain.js';
export type {
  ExplainedInvocation,
  ExplainedSetting,
  ExplainedSignal,
  Explanation,
} from './telemetry/explanation/explanation.js';
export type { AnyExporter, ExportCallback, ExporterChoice, TelemetryOptions } from './telemetry/settings/options.js';
export { configure } from './telemetry/telemetry.js';
export { withPowertools } from './with-powertools.js';
