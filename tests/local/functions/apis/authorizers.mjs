/** A simple answer: the key is `open sesame`. */
export const byKey = async (event) => ({
  isAuthorized: event.identitySource[0] === 'open sesame',
  context: { tenant: 'acme', routeArn: event.routeArn, type: event.type },
});

/** A policy: the token says what it has. */
export const byPolicy = async ({ authorizationToken, methodArn, type }) => {
  if (authorizationToken === 'nobody') throw new Error('Unauthorized');
  if (authorizationToken === 'broken') throw new Error('another reason');
  const Effect = authorizationToken === 'deny' ? 'Deny' : 'Allow';
  const Resource =
    authorizationToken === 'elsewhere' ? methodArn.replace('policy', 'other') : methodArn.replace(/GET.*/, '*');
  return {
    principalId: 'ada',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
    context: { type, level: 7 },
  };
};
