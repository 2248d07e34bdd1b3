// Loads the module of a snippet, and invokes the handlers that it exports.
import { pathToFileURL } from 'node:url';

const [file, event] = process.argv.slice(2);
const deadline = Date.now() + 3000;
const context = {
  functionName: 'shop',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:shop',
  memoryLimitInMB: '256',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  getRemainingTimeInMillis: () => deadline - Date.now(),
};
const { handler } = await import(pathToFileURL(file).href);
if (typeof handler === 'function') await handler(JSON.parse(event), context);
process.exit(0);
