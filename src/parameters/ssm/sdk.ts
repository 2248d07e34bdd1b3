// A module of its own: the SDK is loaded when a provider is made, and by no import. What is used has its name here, though the
// SDK's own map of commands brings the others into a bundle.
export { SSMClient as Client } from '@aws-sdk/client-ssm';

import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';

export const commands = {
  GetParameter: GetParameterCommand,
  GetParameters: GetParametersCommand,
  GetParametersByPath: GetParametersByPathCommand,
  PutParameter: PutParameterCommand,
};
