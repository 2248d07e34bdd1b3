import { diag } from '@opentelemetry/api';
import { asObject } from '../shared/unknown.js';
import { VERSION } from '../version.js';
import type { MiddlewareArgsLike, SdkClient } from './types.js';

const MIDDLEWARE_NAME = 'addPowertoolsToUserAgent';

/** Whether `client` is a client of the AWS SDK for JavaScript v3, by its shape. */
export function isSdkClient(client: unknown): client is SdkClient {
  const { send, config, middlewareStack } = asObject(client) ?? {};
  const { identify, addRelativeTo } = asObject(middlewareStack) ?? {};
  return (
    [send, identify, addRelativeTo].every((member) => typeof member === 'function') && asObject(config) !== undefined
  );
}

/**
 * Has a client of the AWS SDK v3 name this package in the `user-agent` header of its requests. What is no client gets a
 * warning, and nothing else happens.
 *
 * @param feature - What the client is used for, such as `parameters`.
 */
export function addUserAgentMiddleware(client: unknown, feature: string): void {
  if (!isSdkClient(client)) {
    diag.warn(`The user agent of "${feature}" was not added: this is no client of the AWS SDK for JavaScript v3.`);
    return;
  }
  if (client.middlewareStack.identify().some((name) => name.includes(MIDDLEWARE_NAME))) return;
  client.middlewareStack.addRelativeTo(userAgentMiddleware(feature), {
    relation: 'after',
    toMiddleware: 'getUserAgentMiddleware',
    name: MIDDLEWARE_NAME,
    tags: ['POWERTOOLS', 'USER_AGENT'],
  });
}

type Next<Args> = (args: Args) => Promise<unknown>;

function userAgentMiddleware(feature: string) {
  const environment = process.env.AWS_EXECUTION_ENV ?? 'NA';
  const product = `PT/${feature}/${VERSION} PTEnv/${environment}`;
  return <Args extends MiddlewareArgsLike>(next: Next<Args>): Next<Args> =>
    (args) => {
      const { headers } = args.request;
      headers['user-agent'] = withProduct(headers['user-agent'] ?? '', product);
      return next(args);
    };
}

function withProduct(userAgent: string, product: string): string {
  // Where a utility has set it before the function did, that of the utility stays.
  if (userAgent.includes('PT/NO-OP')) return userAgent.replace('PT/NO-OP', product);
  if (userAgent.includes('PT/')) return userAgent;
  return userAgent === '' ? product : `${userAgent} ${product}`;
}
