export type { Invocation } from './invocation/invocation.js';
