import { asObject } from '../../shared/unknown.js';
import type { CarrierExtractor } from './carrier.js';

/** API Gateway (REST, HTTP, WebSocket), load balancer, function URL, VPC Lattice, AppSync. */
export const httpCarriers: CarrierExtractor = (event) => {
  // A load balancer with multi-value headers on sends no `headers`.
  const fields =
    asObject(event.headers) ?? asObject(event.multiValueHeaders) ?? asObject(asObject(event.request)?.headers);
  return fields === undefined ? [] : [{ fields }];
};
