import { object } from '../../shape/object.js';
import { boolean, string } from '../../shape/scalars.js';
import { APIGatewayHttpMethod, APIGatewayRecord } from './apigw-proxy.js';

/** A request by VPC Lattice, payload version 1. */
export const VpcLatticeSchema = object({
  method: APIGatewayHttpMethod,
  raw_path: string,
  body: string,
  is_base64_encoded: boolean,
  headers: APIGatewayRecord,
  query_string_parameters: APIGatewayRecord,
});
