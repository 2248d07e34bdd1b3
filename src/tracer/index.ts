export type { AnyFunction, MethodDecorator } from '../invocation/adapters/method-decorator.js';
export type { ConfigServiceInterface } from '../shared/config-service.js';
export type { CaptureLambdaHandlerOptions } from './capture/capture-lambda-handler.js';
export type { TracerOptions } from './options.js';
export { type CaptureAWSv3ClientOptions, captureAWSv3Client } from './outgoing/aws/client.js';
export {
  type CaptureDatabaseCallsOptions,
  captureDatabaseCalls,
} from './outgoing/database/capture-database-calls.js';
export { captureHttpRequests } from './outgoing/http/capture-http-requests.js';
export type { CaptureHttpRequestsOptions } from './outgoing/http/http-settings.js';
export type { ProviderService } from './provider-service.js';
export type { Segment, Segment as Subsegment } from './segment.js';
export { type CaptureMethodOptions, Tracer } from './tracer.js';
export type { AnyClass, AnyClassMethod, TracerInterface } from './tracer-interface.js';
export type { AnnotationValue } from './values/annotations.js';
