export { DataMasking } from './data-masking.js';
export {
  DataMaskingEncryptionError,
  DataMaskingFieldNotFoundError,
  DataMaskingUnsupportedTypeError,
} from './errors.js';
export { DEFAULT_MASK_VALUE } from './mask.js';
export type { DataMaskingConstructorOptions, EraseOptions, MaskedPayload, MaskingRule } from './types.js';
