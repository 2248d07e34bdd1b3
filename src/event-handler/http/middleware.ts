export { compress } from '../middleware/compress.js';
export { cors } from '../middleware/cors.js';
