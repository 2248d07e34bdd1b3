export { type CapturedDiagnostic, captureTelemetry, type TelemetryCapture } from './capture-telemetry.js';
export type { CapturedLog, CapturedMetric, CapturedSpan } from './captured.js';
export { type ApiGatewayRestEvent, apiGatewayRestEvent, type RestIdentity } from './events/api-gateway-rest.js';
export { type ApiGatewayV2TestEvent, apiGatewayV2Event } from './events/api-gateway-v2.js';
export { type EventBridgeEventOptions, type EventBridgeTestEvent, eventBridgeEvent } from './events/event-bridge.js';
export type { HttpRequestOptions } from './events/http-request.js';
export {
  type SqsEventOptions,
  type SqsMessageOptions,
  type SqsTestEvent,
  type SqsTestRecord,
  sqsEvent,
} from './events/sqs.js';
export { type LambdaContextOptions, lambdaContext, type TestLambdaContext } from './lambda-context.js';
