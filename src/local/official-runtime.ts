import { createRequire } from 'node:module';
import path from 'node:path';
import { LocalLambdaError, messageOf } from './errors.js';

/** The arguments of `node` that run a function under the user's installed `aws-lambda-ric`, found from `folder`. */
export const officialRuntime = (folder: string): string[] => {
  const require = createRequire(path.join(folder, 'index.js'));
  try {
    const entry = require.resolve('aws-lambda-ric');
    // Its native module is built when it is installed; without it every function would end at once.
    return [entry];
  } catch (error) {
    throw new LocalLambdaError(
      `--ric needs aws-lambda-ric, which is not installed here: npm install -D aws-lambda-ric (${messageOf(error)})`,
    );
  }
};
