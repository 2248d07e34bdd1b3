export type { AnnotationValue } from './annotations.js';
export type { AnyFunction, MethodDecorator } from './method-decorator.js';
export type { ConfigServiceInterface, TracerOptions } from './options.js';
export { captureAWSv3Client } from './outgoing/aws-sdk.js';
export { type CaptureMethodOptions, Tracer } from './tracer.js';
