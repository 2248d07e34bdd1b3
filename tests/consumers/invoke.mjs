// Loads a function's file, by whichever of import and require its format asks for, and invokes it; the answer goes to
// file descriptor 3.
//
//   node invoke.mjs <import|require> <file> [<event as JSON>]
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [how, file, given] = process.argv.slice(2);
const { handler } = how === 'require' ? createRequire(file)(file) : await import(pathToFileURL(file).href);

const order = {
  version: '2.0',
  routeKey: '$default',
  rawPath: '/orders',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: {
    accountId: '123456789012',
    apiId: 'api',
    domainName: 'example.com',
    domainPrefix: 'api',
    http: { method: 'POST', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'consumer' },
    requestId: 'request',
    routeKey: '$default',
    stage: '$default',
    time: '23/Nov/2026:00:00:00 +0000',
    timeEpoch: 1795392000000,
  },
  body: JSON.stringify({ order_id: 'A-1001' }),
  isBase64Encoded: false,
};

const deadline = Date.now() + 10_000;
const answer = await handler(given ? JSON.parse(given) : order, {
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:consumer',
  memoryLimitInMB: '256',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  getRemainingTimeInMillis: () => deadline - Date.now(),
});
// As Lambda answers for a handler that returns nothing.
writeSync(3, JSON.stringify(answer) ?? 'null');
// Nobody waits for what is still open: Lambda freezes the process here.
process.exit(0);
