export { type CompressOptions as CompressionOptions, compress } from './compress.js';
export { type CorsOptions, cors } from './cors.js';
export { metrics, type RequestMetrics } from './metrics.js';
export { type RequestTracer, type TracerOptions, tracer } from './tracer.js';
