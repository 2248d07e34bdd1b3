import { arrayOf, recordOf } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { literal, string } from '../../shape/scalars.js';

export const APIGatewayRecord = recordOf(string);

export const APIGatewayStringArray = arrayOf(string);

export const APIGatewayHttpMethod = literal('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS');

/** The certificate of a client that showed one (mutual TLS). */
export const APIGatewayCert = object({
  clientCertPem: string,
  subjectDN: string,
  issuerDN: string,
  serialNumber: string,
  validity: object({ notBefore: string, notAfter: string }),
});
