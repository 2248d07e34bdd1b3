export { search } from '../jmespath/search.js';

/** Where the events of AWS services carry an id that goes with a request. */
export const correlationPaths = {
  API_GATEWAY_HTTP: 'requestContext.requestId',
  API_GATEWAY_REST: 'requestContext.requestId',
  APPSYNC_AUTHORIZER: 'requestContext.requestId',
  APPSYNC_RESOLVER: 'request.headers."x-amzn-trace-id"',
  APPLICATION_LOAD_BALANCER: 'headers."x-amzn-trace-id"',
  EVENT_BRIDGE: 'id',
  LAMBDA_FUNCTION_URL: 'requestContext.requestId',
  S3_OBJECT_LAMBDA: 'xAmzRequestId',
  VPC_LATTICE: 'headers."x-amzn-trace-id"',
} as const;
