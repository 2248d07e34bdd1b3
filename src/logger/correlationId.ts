export { search } from '../jmespath/index.js';
export { correlationPaths } from './correlation.js';
