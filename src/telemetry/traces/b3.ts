import type { TextMapPropagator } from '@opentelemetry/api';
import { importInstalled } from '../export/import-installed.js';

/** What the user's package exports, as far as it is used. */
interface B3Package {
  readonly B3Propagator: new (options: { injectEncoding: number }) => TextMapPropagator;
  readonly B3InjectEncoding: { readonly SINGLE_HEADER: number; readonly MULTI_HEADER: number };
}

/** The propagator of the user's installed package: `b3` writes one header, `b3multi` several; both read either. */
export async function createB3Propagator(name: string): Promise<TextMapPropagator> {
  // A package of this name has had these exports since it was first published.
  const { B3Propagator, B3InjectEncoding } = (await importInstalled('@opentelemetry/propagator-b3')) as B3Package;
  const { SINGLE_HEADER, MULTI_HEADER } = B3InjectEncoding;
  return new B3Propagator({ injectEncoding: name === 'b3' ? SINGLE_HEADER : MULTI_HEADER });
}
