import type { Segment } from './segment.js';
import type { Tracer } from './tracer.js';

/** What {@link Tracer} has of the tracer of Powertools, for code that takes any of the two. */
export interface TracerInterface
  extends Pick<
    Tracer,
    | 'addErrorAsMetadata'
    | 'addResponseAsMetadata'
    | 'addServiceNameAnnotation'
    | 'annotateColdStart'
    | 'captureAWS'
    | 'captureAWSClient'
    | 'captureAWSv3Client'
    | 'captureLambdaHandler'
    | 'captureMethod'
    | 'getRootXrayTraceId'
    | 'isTraceSampled'
    | 'isTracingEnabled'
    | 'putAnnotation'
    | 'putMetadata'
    | 'setSegment'
  > {
  /** The active span as a segment. */
  getSegment(): Segment | undefined;
}

/** A method of a class, with whatever parameters. */
export type AnyClassMethod = (...args: never[]) => unknown;

/** A class, with whatever parameters. */
export type AnyClass = new (...args: never[]) => unknown;
