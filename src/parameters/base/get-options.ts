import { maxAgeOf } from './environment.js';
import type { GetMultipleOptionsInterface, GetOptionsInterface, TransformOptions } from './types.js';

/** The options of `get` with their defaults, for providers of your own. */
export class GetOptions implements GetOptionsInterface {
  forceFetch = false;
  maxAge: number;
  sdkOptions?: unknown;
  staleWhileRevalidate = 0;
  throwOnMissing = false;
  transform?: TransformOptions | undefined;

  constructor(options: GetOptionsInterface = {}) {
    Object.assign(this, options);
    this.maxAge = maxAgeOf(options.maxAge);
  }
}

/** The options of `getMultiple` with their defaults. */
export class GetMultipleOptions extends GetOptions implements GetMultipleOptionsInterface {
  throwOnTransformError: boolean;

  constructor(options: GetMultipleOptionsInterface = {}) {
    super(options);
    this.throwOnTransformError = options.throwOnTransformError ?? false;
  }
}
