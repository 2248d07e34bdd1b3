import type { Attributes } from '@opentelemetry/api';

/** What there is to know of an AWS service before a request can be made without the AWS SDK. */
export interface AwsService {
  /** As people know it, for messages. */
  readonly title: string;
  /** As the AWS SDK calls it, and so traces do: `Secrets Manager`. */
  readonly serviceId: string;
  /** Whether those who call it ask for the answer that a condition does not hold, so that it is no failure. */
  readonly conditional?: boolean;
  /** What of an input is told in the trace. */
  readonly describe?: (operation: string, input: object) => Attributes;
  /** The first part of its hosts' names. */
  readonly host: string;
  /** The name that requests are signed for, where it is not that of the host. */
  readonly signedFor?: string;
  /** The environment variable that names its endpoint. */
  readonly endpointVariable: `AWS_ENDPOINT_URL_${string}`;
  /** The entry of this package that does the same with the AWS SDK. */
  readonly withSdk: `otel-powertools/${string}`;
  /** Gives members of its JSON documents the type that JSON has not, as the reviver of `JSON.parse`. */
  readonly revive?: (key: string, value: unknown) => unknown;
}
