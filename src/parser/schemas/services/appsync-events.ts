import { arrayOf, nonEmptyArrayOf, nullable, optional, recordOf, union } from '../../shape/containers.js';
import { extend, object } from '../../shape/object.js';
import { anything, literal, nothing, string } from '../../shape/scalars.js';
import { AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncOidcIdentity } from './appsync-shared.js';

export { AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncOidcIdentity } from './appsync-shared.js';

/** Who calls: whoever a Lambda authorizer let in. */
export const AppSyncLambdaAuthIdentity = object({ handlerContext: recordOf(anything) });

export const AppSyncEventsRequestSchema = object({
  headers: optional(recordOf(string)),
  domainName: nullable(string),
});

export const AppSyncEventsInfoSchema = object({
  channel: object({ path: string, segments: arrayOf(string) }),
  channelNamespace: object({ name: string }),
  operation: literal('PUBLISH', 'SUBSCRIBE'),
});

/** What events published to a channel and subscriptions to it have in common. */
export const AppSyncEventsBaseSchema = object({
  identity: nullable(union(AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncLambdaAuthIdentity, AppSyncOidcIdentity)),
  result: nothing,
  request: AppSyncEventsRequestSchema,
  info: AppSyncEventsInfoSchema,
  error: nothing,
  prev: nothing,
  stash: object({}),
  outErrors: arrayOf(anything),
  events: nothing,
});

/** Events published to a channel of AppSync Events. */
export const AppSyncEventsPublishSchema = extend(AppSyncEventsBaseSchema, {
  info: extend(AppSyncEventsInfoSchema, { operation: literal('PUBLISH') }),
  events: nonEmptyArrayOf(object({ payload: recordOf(anything), id: string })),
});

/** A subscription to a channel of AppSync Events. */
export const AppSyncEventsSubscribeSchema = extend(AppSyncEventsBaseSchema, {
  info: extend(AppSyncEventsInfoSchema, { operation: literal('SUBSCRIBE') }),
});
