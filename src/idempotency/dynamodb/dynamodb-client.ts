import { currentInvocation } from '../../invocation/scope.js';
import { credentialsOf } from '../../signing/credentials.js';
import { type Credentials, signRequest } from '../../signing/sigv4.js';
import { dynamoDBEndpoint, regionOf } from './dynamodb-endpoint.js';
import { clockSkewOf, isTransient, readAnswer, writeInput } from './dynamodb-json.js';
import type { Operation, SendOperation } from './dynamodb-table.js';
import { createTransport } from './dynamodb-transport.js';

/** The settings have the names that they have in the AWS SDK. */
export interface DynamoDBLightClientConfig {
  /** Default: `AWS_REGION`, else `AWS_DEFAULT_REGION`. */
  readonly region?: string | undefined;
  /** Default: `AWS_ENDPOINT_URL_DYNAMODB`, else `AWS_ENDPOINT_URL`, else the region's. */
  readonly endpoint?: string | undefined;
  /** Or a function that gives them, which is called for each request. Default: those of the environment or its container. */
  readonly credentials?: Credentials | (() => Promise<Credentials>) | undefined;
  /** How often a request is made at most: it is repeated when DynamoDB throttles or fails. Default: `AWS_MAX_ATTEMPTS`, else 3. */
  readonly maxAttempts?: number | undefined;
  /**
   * How long an attempt may take, in milliseconds; one in an invocation ends at its deadline at the latest. Default: 3000.
   */
  readonly requestTimeout?: number | undefined;
}

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_TIMEOUT_MS = 3000;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1000;

/** The longest that a timer can wait, 24 days; nor does anybody make more attempts. */
const LARGEST_SETTING = 2 ** 31 - 1;

const ADVICE = ' Give clientConfig.credentials, or take otel-powertools/idempotency/dynamodb.';

/**
 * Requests to DynamoDB over connections that are kept. What it throws has the name of DynamoDB's error; what is worth
 * it is tried again after a random time, as long as the invocation has that time.
 *
 * @throws {Error} `maxAttempts` or `requestTimeout` is no number, or one that is too small or too large.
 */
export function createDynamoDBSender(config: DynamoDBLightClientConfig = {}): SendOperation {
  const { credentials = () => credentialsOf(ADVICE) } = config;
  const maxAttempts = checked('maxAttempts', config.maxAttempts ?? attemptsOf(process.env));
  const requestTimeout = checked('requestTimeout', config.requestTimeout ?? DEFAULT_TIMEOUT_MS);
  const post = createTransport();
  /** How far DynamoDB's clock is ahead, in milliseconds. */
  let clockOffset = 0;

  const attempt = async (operation: Operation, input: object, identity: Credentials, signedAt: number) => {
    const region = regionOf(config.region);
    const url = dynamoDBEndpoint(region, config.endpoint);
    const body = Buffer.from(writeInput(input));
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const signature = signRequest(
      { method: 'POST', url, headers: new Map(Object.entries(headers)), body },
      { service: 'dynamodb', region },
      identity,
      new Date(signedAt),
    );
    const timeout = Math.min(requestTimeout, currentInvocation().millisLeft());
    if (timeout <= 0) throw new Error('The invocation has no time left for a request to DynamoDB');
    return readAnswer(await post(url, { ...headers, ...signature }, body, timeout), signedAt);
  };

  return async (operation, input) => {
    for (let attempts = 1; ; attempts++) {
      // What this throws is for its author to try again.
      const identity = typeof credentials === 'function' ? await credentials() : credentials;
      const offset = clockOffset;
      try {
        return await attempt(operation, input, identity, Date.now() + offset);
      } catch (error) {
        const delay = Math.random() * Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
        // The offset of this attempt: another one may have set the clock meanwhile.
        const skew = clockSkewOf(error);
        if (skew !== 0) clockOffset = offset + skew;
        if (attempts >= maxAttempts || !isTransient(error) || delay >= currentInvocation().millisLeft()) throw error;
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  };
}

function checked(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 1 && value <= LARGEST_SETTING) return value;
  throw new Error(`clientConfig.${name} is ${value}: give a number from 1 to ${LARGEST_SETTING}`);
}

function attemptsOf(env: NodeJS.ProcessEnv): number {
  const attempts = Number(env.AWS_MAX_ATTEMPTS);
  return Number.isInteger(attempts) && attempts > 0 ? attempts : DEFAULT_ATTEMPTS;
}
