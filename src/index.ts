export {
  currentInvocation,
  type FlushListener,
  type FlushReason,
  type Invocation,
  type LambdaContext,
  type Next,
  type ParentPolicy,
  type Utility,
} from './invocation/index.js';
export {
  type AnyExporter,
  configure,
  type ExportCallback,
  type ExporterChoice,
  type TelemetryOptions,
} from './telemetry/index.js';
export { type Handler, type PowertoolsOptions, type WrappedHandler, withPowertools } from './with-powertools.js';
