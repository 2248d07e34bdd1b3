export type {
  ExplainedInvocation,
  ExplainedSetting,
  ExplainedSignal,
  Explanation,
} from './explanation/explanation.js';
export type { BufferedHandler, HandlerResult, PowertoolsOptions, StreamingHandler, WrappedHandler } from './handler.js';
export {
  currentInvocation,
  type FlushListener,
  type FlushReason,
  type Invocation,
  type LambdaContext,
  type Next,
  type ParentPolicy,
  type ResponseStream,
  type Utility,
} from './invocation/index.js';
export {
  type AnyExporter,
  configure,
  type ExportCallback,
  type ExporterChoice,
  explain,
  type TelemetryOptions,
} from './telemetry/index.js';
export { withPowertools } from './with-powertools.js';
