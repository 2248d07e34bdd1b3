export type { AnnotationValue } from './annotations.js';
export type { AnyFunction, MethodDecorator } from './method-decorator.js';
export type { ConfigServiceInterface, TracerOptions } from './options.js';
export { type CaptureAWSv3ClientOptions, captureAWSv3Client } from './outgoing/aws/client.js';
export { type CaptureMethodOptions, Tracer } from './tracer.js';
