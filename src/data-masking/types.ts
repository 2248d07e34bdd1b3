export interface DataMaskingConstructorOptions {
  /**
   * Whether an expression in `fields` that names no field is an error; else it is a warning on the console, and is
   * skipped. A wildcard over an empty list or object is no error. Default: true.
   */
  readonly throwOnMissingField?: boolean;
}

/** How one value is masked; without anything, by `*****`. A value that is no text is masked as its text. */
export type MaskingRule =
  | {
      /** What of the value is replaced; the whole of it stays where this does not match. */
      readonly regexPattern: RegExp;
      /** By what, as in `String.replace`: `$1****`. */
      readonly maskFormat: string;
      readonly dynamicMask?: never;
      readonly customMask?: never;
    }
  | {
      /** As many `*` as the value has characters. */
      readonly dynamicMask: true;
      readonly regexPattern?: never;
      readonly maskFormat?: never;
      readonly customMask?: never;
    }
  | {
      /** This text, whatever the value is. */
      readonly customMask: string;
      readonly regexPattern?: never;
      readonly maskFormat?: never;
      readonly dynamicMask?: never;
    }
  | {
      readonly regexPattern?: never;
      readonly maskFormat?: never;
      readonly dynamicMask?: never;
      readonly customMask?: never;
    };

/** The rule for `fields`, or without them for every value, and which fields are masked. */
export type EraseOptions = MaskingRule & {
  /**
   * The fields to mask: `customer.email`, `orders[*].card`, `people.*.name`, `orders.0.card`, `headers["content.type"]`.
   * Default: with a rule every value, without one the data as a whole.
   */
  readonly fields?: readonly string[];
  /** Rules for fields, by the same expressions; they come before `fields`. */
  readonly maskingRules?: Readonly<Record<string, MaskingRule>>;
};

/** What `erase` gives without options: the mask, of a list as many as it has items. */
export type MaskedPayload<TData> = TData extends null | undefined
  ? TData
  : TData extends readonly unknown[]
    ? string[]
    : string;
