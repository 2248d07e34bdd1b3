export type { AnnotationValue } from './annotations.js';
export type { AnyFunction, MethodDecorator } from './method-decorator.js';
export type { ConfigServiceInterface, TracerOptions } from './options.js';
export { type CaptureAWSv3ClientOptions, captureAWSv3Client } from './outgoing/aws/client.js';
export { captureHttpRequests } from './outgoing/http/capture-http-requests.js';
export type { CaptureHttpRequestsOptions } from './outgoing/http/http-settings.js';
export { type CaptureMethodOptions, Tracer } from './tracer.js';
