import { arrayOf, nullable, recordOf } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { anything, ipv4, present, string } from '../../shape/scalars.js';

/** Who calls: a user of a Cognito user pool. */
export const AppSyncCognitoIdentity = object({
  sub: string,
  issuer: string,
  username: string,
  claims: recordOf(anything),
  sourceIp: arrayOf(ipv4),
  defaultAuthStrategy: nullable(string),
  groups: nullable(arrayOf(string)),
});

/** Who calls: a principal of IAM. */
export const AppSyncIamIdentity = object({
  accountId: string,
  cognitoIdentityPoolId: nullable(string),
  cognitoIdentityId: nullable(string),
  sourceIp: arrayOf(string),
  username: string,
  userArn: string,
  cognitoIdentityAuthType: nullable(string),
  cognitoIdentityAuthProvider: nullable(string),
});

/** Who calls: a user of an OpenID Connect provider. */
export const AppSyncOidcIdentity = object({ claims: present, issuer: string, sub: string });
