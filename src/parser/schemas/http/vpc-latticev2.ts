import { optional } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { boolean, string } from '../../shape/scalars.js';
import { APIGatewayHttpMethod, APIGatewayRecord } from './apigw-proxy.js';

/** A request by VPC Lattice, payload version 2. */
export const VpcLatticeV2Schema = object({
  version: string,
  path: string,
  method: APIGatewayHttpMethod,
  headers: APIGatewayRecord,
  queryStringParameters: optional(APIGatewayRecord),
  body: optional(string),
  isBase64Encoded: optional(boolean),
  requestContext: object({
    serviceNetworkArn: string,
    serviceArn: string,
    targetGroupArn: string,
    region: string,
    timeEpoch: string,
    identity: object({
      sourceVpcArn: optional(string),
      type: optional(string),
      principal: optional(string),
      principalOrgId: optional(string),
      sessionName: optional(string),
      X509SubjectCn: optional(string),
      X509IssuerOu: optional(string),
      x509SanDns: optional(string),
      x509SanUri: optional(string),
      X509SanNameCn: optional(string),
    }),
  }),
});
