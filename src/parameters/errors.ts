/**
 * A parameter could not be had. The message says which, from where, and the permission that is missing; `cause` is the
 * error of AWS or of the connection.
 */
export class GetParameterError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GetParameterError';
  }
}

/** There is no such parameter, and `throwOnMissing` is set. */
export class ParameterNotFoundError extends GetParameterError {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ParameterNotFoundError';
  }
}

/** A parameter could not be written. `cause` is the error of AWS or of the connection. */
export class SetParameterError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SetParameterError';
  }
}

/** A value is not what `transform` says that it is. The message has nothing of the value, which may be a secret. */
export class TransformParameterError extends Error {
  constructor(transform: string, message: string) {
    super(`Unable to transform value using '${transform}' transform: ${message}`);
    this.name = 'TransformParameterError';
  }
}
