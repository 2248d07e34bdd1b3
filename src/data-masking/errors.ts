/** An expression in `fields` or `maskingRules` names no field of the data. */
export class DataMaskingFieldNotFoundError extends Error {
  override readonly name = 'DataMaskingFieldNotFoundError';
}

/** The data has something in it that cannot be copied: a function, a socket. */
export class DataMaskingUnsupportedTypeError extends Error {
  override readonly name = 'DataMaskingUnsupportedTypeError';
}

/** Encrypting and decrypting is not part of this version. */
export class DataMaskingEncryptionError extends Error {
  override readonly name = 'DataMaskingEncryptionError';
}
