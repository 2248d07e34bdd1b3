/** The types of this utility alone, where Powertools has them. */
export type * from './options.js';
export type { SecretsProviderOptions } from './provider.js';
