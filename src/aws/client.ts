import type { Attributes, Span } from '@opentelemetry/api';
import { currentInvocation } from '../invocation/scope.js';
import { attempt } from '../shared/unknown.js';
import { credentialsOf } from '../signing/credentials.js';
import { type Credentials, signRequest } from '../signing/sigv4.js';
import { inAwsCallSpan } from './call-span.js';
import { endpointOf, regionOf } from './endpoint.js';
import { clockSkewOf, failureOf, isTransient } from './failure.js';
import type { LightClientConfig } from './light-client-config.js';
import type { AwsService } from './service.js';
import { createTransport, type HttpAnswer } from './transport.js';

export interface LightRequest {
  /** The operation of the service that the request is. */
  readonly operation: string;
  /** What is told of its input in the trace. */
  readonly attributes?: Attributes | undefined;
  /** Milliseconds since the epoch until which the answer is of use, where that is not the invocation's deadline. */
  readonly deadline?: number | undefined;
  readonly method: 'GET' | 'POST';
  /** With the query, if there is one. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_TIMEOUT_MS = 3000;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1000;

/** The longest that a timer can wait, 24 days; nor does anybody make more attempts. */
const LARGEST_SETTING = 2 ** 31 - 1;

/**
 * Signed requests to a service over connections that are kept. What it throws has the name of the service's error; what
 * is worth it is tried again after a random time, as long as the invocation has that time.
 *
 * @param read - What a successful answer says; undefined where it is not one of the service.
 * @throws {Error} `maxAttempts` or `requestTimeout` is no number, or one that is too small or too large.
 */
export function createSender<T>(
  service: AwsService,
  config: LightClientConfig = {},
  read: (answer: HttpAnswer) => T | undefined,
): (request: LightRequest) => Promise<T> {
  const advice = ` Give clientConfig.credentials, or take ${service.withSdk}.`;
  const { credentials = () => credentialsOf(advice) } = config;
  const maxAttempts = checked('maxAttempts', config.maxAttempts ?? attemptsOf(process.env));
  const requestTimeout = checked('requestTimeout', config.requestTimeout ?? DEFAULT_TIMEOUT_MS);
  const transport = createTransport();
  /** How far the service's clock is ahead, in milliseconds. */
  let clockOffset = 0;

  const makeAttempt = async (
    request: LightRequest,
    identity: Credentials,
    signedAt: number,
    span: Span | undefined,
  ): Promise<T> => {
    const { method, path, headers } = request;
    const region = regionOf(config.region);
    const url = new URL(path, endpointOf(service, region, config.endpoint));
    const body = Buffer.from(request.body);
    const signature = signRequest(
      { method, url, headers: new Map(Object.entries(headers)), body },
      { service: service.signedFor ?? service.host, region },
      identity,
      new Date(signedAt),
    );
    const timeout = Math.min(requestTimeout, millisLeft(request));
    if (timeout <= 0) throw new Error(`The invocation has no time left for a request to ${service.title}`);
    const answer = await transport(method, url, { ...headers, ...signature }, body, timeout);
    const result = answer.status < 300 ? read(answer) : undefined;
    if (result === undefined) throw failureOf(service, answer, signedAt);
    span?.setAttributes({
      'aws.request_id': answer.headers['x-amzn-requestid']?.toString(),
      'http.response.status_code': answer.status,
    });
    return result;
  };

  const untilAnswered = async (request: LightRequest, span: Span | undefined): Promise<T> => {
    for (let attempts = 1; ; attempts++) {
      if (attempts > 1) span?.setAttribute('http.request.resend_count', attempts - 1);
      // What this throws is for its author to try again.
      const identity = typeof credentials === 'function' ? await credentials() : credentials;
      const offset = clockOffset;
      try {
        return await makeAttempt(request, identity, Date.now() + offset, span);
      } catch (error) {
        const delay = Math.random() * Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
        // The offset of this attempt: another one may have set the clock meanwhile.
        const skew = clockSkewOf(error);
        if (skew !== 0) clockOffset = offset + skew;
        if (attempts >= maxAttempts || !isTransient(error) || delay >= millisLeft(request)) throw error;
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  };

  return (request) => {
    const { operation, attributes } = request;
    const call = {
      service: service.serviceId,
      operation,
      attributes: { ...attributes, 'cloud.region': attempt(() => regionOf(config.region)) },
      conditional: service.conditional === true,
    };
    return inAwsCallSpan(call, (span) => untilAnswered(request, span));
  };
}

/** How long an answer is of use: until the invocation ends, or the one that the caller knows of. */
function millisLeft({ deadline = Number.POSITIVE_INFINITY }: LightRequest): number {
  return Math.min(currentInvocation().millisLeft(), deadline - Date.now());
}

function checked(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 1 && value <= LARGEST_SETTING) return value;
  throw new Error(`clientConfig.${name} is ${value}: give a number from 1 to ${LARGEST_SETTING}`);
}

function attemptsOf(env: NodeJS.ProcessEnv): number {
  const attempts = Number(env.AWS_MAX_ATTEMPTS);
  return Number.isInteger(attempts) && attempts > 0 ? attempts : DEFAULT_ATTEMPTS;
}
