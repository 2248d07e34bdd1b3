import { asObject, type UnknownObject } from '../../shared/unknown.js';
import type { Carrier } from './carrier.js';

/** What the caller of Lambda's Invoke API put into the client context. SDKs write `custom`, the documentation `Custom`. */
export function carrierOfClientContext(clientContext: unknown): Carrier | undefined {
  const shape = asObject(clientContext);
  const fields: UnknownObject | undefined = asObject(shape?.custom) ?? asObject(shape?.Custom);
  return fields && { fields };
}
