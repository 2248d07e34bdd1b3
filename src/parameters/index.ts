export { clearCaches } from './base/default-providers.js';
export { Transform } from './base/transform.js';
export { GetParameterError, ParameterNotFoundError, TransformParameterError } from './errors.js';
