import { arrayOf, optional, recordOf } from '../../shape/containers.js';
import { extend, object } from '../../shape/object.js';
import { boolean, string } from '../../shape/scalars.js';

/** A request by an Application Load Balancer. */
export const AlbSchema = object({
  httpMethod: string,
  path: string,
  body: string,
  isBase64Encoded: boolean,
  headers: optional(recordOf(string)),
  multiValueHeaders: optional(recordOf(arrayOf(string))),
  queryStringParameters: optional(recordOf(string)),
  multiValueQueryStringParameters: optional(recordOf(arrayOf(string))),
  requestContext: object({ elb: object({ targetGroupArn: string }) }),
});

/** The same from a target group with multi-value headers switched on. */
export const AlbMultiValueHeadersSchema = extend(AlbSchema, {
  multiValueHeaders: recordOf(arrayOf(string)),
  multiValueQueryStringParameters: recordOf(arrayOf(string)),
});
