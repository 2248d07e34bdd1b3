/** The types of this utility alone, where Powertools has them. */
export type * from './index.js';
