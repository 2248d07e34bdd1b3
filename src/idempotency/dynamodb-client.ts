import { currentInvocation } from '../invocation/index.js';
import { credentialsOf } from '../signing/credentials.js';
import { type Credentials, signRequest } from '../signing/sigv4.js';
import { dynamoDBEndpoint, regionOf } from './dynamodb-endpoint.js';
import { isTransient, readAnswer, writeInput } from './dynamodb-json.js';
import type { SendOperation } from './dynamodb-table.js';
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
  /** How long the connection may be silent, in milliseconds, until the attempt counts as failed. Default: 3000. */
  readonly requestTimeout?: number | undefined;
}

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_TIMEOUT_MS = 3000;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1000;

/**
 * Requests to DynamoDB over connections that are kept. What it throws has the name of DynamoDB's error; what is worth
 * it is tried again after a random time, as long as the invocation has that time.
 */
export const createDynamoDBSender = (config: DynamoDBLightClientConfig = {}): SendOperation => {
  const { credentials = credentialsOf, maxAttempts = attemptsOf(process.env) } = config;
  const post = createTransport(config.requestTimeout ?? DEFAULT_TIMEOUT_MS);

  const attempt: SendOperation = async (operation, input) => {
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
      typeof credentials === 'function' ? await credentials() : credentials,
    );
    return readAnswer(await post(url, { ...headers, ...signature }, body));
  };

  return async (operation, input) => {
    for (let attempts = 1; ; attempts++) {
      try {
        return await attempt(operation, input);
      } catch (error) {
        const delay = Math.random() * Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
        const { deadline = Number.POSITIVE_INFINITY } = currentInvocation();
        if (attempts >= maxAttempts || !isTransient(error) || Date.now() + delay >= deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  };
};

const attemptsOf = (env: NodeJS.ProcessEnv): number => {
  const attempts = Number(env.AWS_MAX_ATTEMPTS);
  return Number.isInteger(attempts) && attempts > 0 ? attempts : DEFAULT_ATTEMPTS;
};
