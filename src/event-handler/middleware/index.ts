export { compress } from './compress.js';
export { cors } from './cors.js';
