// A module of its own: the SDK is loaded when a provider is made, and by no import.
export { AppConfigDataClient as Client } from '@aws-sdk/client-appconfigdata';

import { GetLatestConfigurationCommand, StartConfigurationSessionCommand } from '@aws-sdk/client-appconfigdata';

export const commands = {
  GetLatestConfiguration: GetLatestConfigurationCommand,
  StartConfigurationSession: StartConfigurationSessionCommand,
};
