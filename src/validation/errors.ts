/** The base of the errors of this module. */
export class ValidationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * The data does not match the schema, or has nothing where the envelope looks. `cause` is Ajv's list of errors
 * (`instancePath`, `keyword`, `params`, `message`, …), or the JMESPath error.
 */
export class SchemaValidationError extends ValidationError {}

/** The schema, a format or a reference is wrong: no data can be validated until that is corrected. */
export class SchemaCompilationError extends ValidationError {}
