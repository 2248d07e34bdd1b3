export { BaseProvider } from './base-provider.js';
export { DEFAULT_PROVIDERS } from './default-providers.js';
export { GetMultipleOptions, GetOptions } from './get-options.js';
