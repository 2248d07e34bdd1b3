import type { ObjectEnvelope } from '../envelope/envelope.js';
import { objectEnvelope } from '../envelope/object-envelope.js';
import { LambdaFunctionUrlSchema } from '../schemas/http/lambda.js';

/** The body of a request to a function URL: text, so that the schema of JSON is in `JSONStringified`. */
export const LambdaFunctionUrlEnvelope: ObjectEnvelope = objectEnvelope({
  name: 'LambdaFunctionUrlEnvelope',
  event: LambdaFunctionUrlSchema,
  payload: 'body',
  failed: 'Failed to parse Lambda function URL body',
});
