import { arrayOf, nullable, optional, recordOf, union } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { anything, present, string } from '../../shape/scalars.js';
import { AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncOidcIdentity } from './appsync-shared.js';

export { AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncOidcIdentity } from './appsync-shared.js';

/** Who calls: whoever a Lambda authorizer let in. */
export const AppSyncLambdaIdentity = object({ resolverContext: present });

/** A field for a resolver of AppSync (GraphQL). */
export const AppSyncResolverSchema = object({
  arguments: recordOf(anything),
  identity: optional(union(AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncOidcIdentity, AppSyncLambdaIdentity)),
  source: nullable(recordOf(anything)),
  request: object({ domainName: nullable(string), headers: recordOf(string) }),
  info: object({
    selectionSetList: arrayOf(string),
    selectionSetGraphQL: string,
    parentTypeName: string,
    fieldName: string,
    variables: recordOf(anything),
  }),
  prev: nullable(object({ result: recordOf(anything) })),
  stash: recordOf(anything),
});

/** Several fields for one resolver that takes batches. */
export const AppSyncBatchResolverSchema = arrayOf(AppSyncResolverSchema);
