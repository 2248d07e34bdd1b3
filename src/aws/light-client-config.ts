import type { Credentials } from '../signing/sigv4.js';

/** Settings of a client that does without the AWS SDK. They have the names that they have there. */
export interface LightClientConfig {
  /** Default: `AWS_REGION`, else `AWS_DEFAULT_REGION`. */
  readonly region?: string | undefined;
  /** Default: `AWS_ENDPOINT_URL_` with the service's name, else `AWS_ENDPOINT_URL`, else the region's. */
  readonly endpoint?: string | undefined;
  /** Or a function that gives them, which is called for each request. Default: those of the environment or its container. */
  readonly credentials?: Credentials | (() => Promise<Credentials>) | undefined;
  /** How often a request is made at most: it is repeated when AWS throttles or fails. Default: `AWS_MAX_ATTEMPTS`, else 3. */
  readonly maxAttempts?: number | undefined;
  /**
   * How long an attempt may take, in milliseconds; one in an invocation ends at its deadline at the latest. Default: 3000.
   */
  readonly requestTimeout?: number | undefined;
}
