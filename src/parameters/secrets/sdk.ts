// A module of its own: the SDK is loaded when a provider is made, and by no import.
export { SecretsManagerClient as Client } from '@aws-sdk/client-secrets-manager';

import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';

export const commands = { GetSecretValue: GetSecretValueCommand, PutSecretValue: PutSecretValueCommand };
