/** The names of a record's attributes in a store. */
export const PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS = {
  statusAttr: 'status',
  expiryAttr: 'expiration',
  inProgressExpiryAttr: 'in_progress_expiration',
  dataAttr: 'data',
  validationKeyAttr: 'validation',
  claimAttr: 'claim',
  traceparentAttr: 'traceparent',
} as const;

/** The names that a layer uses: those of its options, else the usual ones. */
export function attributeNamesOf(
  options: BasePersistenceAttributes,
): Readonly<Record<keyof typeof PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS, string>> {
  const names = PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS;
  return {
    statusAttr: options.statusAttr ?? names.statusAttr,
    expiryAttr: options.expiryAttr ?? names.expiryAttr,
    inProgressExpiryAttr: options.inProgressExpiryAttr ?? names.inProgressExpiryAttr,
    dataAttr: options.dataAttr ?? names.dataAttr,
    validationKeyAttr: options.validationKeyAttr ?? names.validationKeyAttr,
    claimAttr: options.claimAttr ?? names.claimAttr,
    traceparentAttr: options.traceparentAttr ?? names.traceparentAttr,
  };
}

/** What of {@link PERSISTENCE_ATTRIBUTE_KEY_MAPPINGS} a layer names otherwise. */
export interface BasePersistenceAttributes {
  /** When a record stops counting: seconds since the epoch. Default: `expiration`. */
  readonly expiryAttr?: string | undefined;
  /** When an execution that has not completed is given up: milliseconds since the epoch. Default: `in_progress_expiration`. */
  readonly inProgressExpiryAttr?: string | undefined;
  /** Whether the execution has completed. Default: `status`. */
  readonly statusAttr?: string | undefined;
  /** The response. Default: `data`. */
  readonly dataAttr?: string | undefined;
  /** The hash of what `payloadValidationJmesPath` selects. Default: `validation`. */
  readonly validationKeyAttr?: string | undefined;
  /** Which execution holds the key. Default: `claim`. */
  readonly claimAttr?: string | undefined;
  /** The trace of that execution. Default: `traceparent`. */
  readonly traceparentAttr?: string | undefined;
}
