/** The base of every error this module throws. */
export class JMESPathError extends Error {
  /** The expression that was being parsed or evaluated. */
  expression?: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /** Adds the expression to the error and to its message, once. */
  setExpression(expression: string): void {
    if (this.expression !== undefined) return;
    this.expression = expression;
    this.message = `${this.message} in expression: ${expression}`;
  }
}

/** The expression was not a string. */
export class EmptyExpressionError extends JMESPathError {
  constructor() {
    super('A JMESPath expression must be a string that is not empty');
  }
}

/** A character, quote or literal that is not part of JMESPath. */
export class LexerError extends JMESPathError {
  /** Zero-based offset in the expression. */
  readonly lexerPosition: number;
  /** What could not be read: a character, a literal that is no JSON, or all that follows a quote that is not closed. */
  readonly lexerValue: string;

  constructor(lexerPosition: number, lexerValue: string, options?: ErrorOptions) {
    super(`Bad jmespath expression: unknown token "${lexerValue}" at column ${lexerPosition}`, options);
    this.lexerPosition = lexerPosition;
    this.lexerValue = lexerValue;
  }
}

export interface ParseErrorDetails {
  /** Zero-based offset in the expression; absent where only the kind of token is known. */
  readonly lexPosition?: number | undefined;
  /** The token that does not belong there. */
  readonly tokenValue?: unknown;
  /** The kind of that token. */
  readonly tokenType?: string | undefined;
  /** What is wrong with the expression there. */
  readonly reason: string;
}

/** The expression is not well formed. */
export class ParseError extends JMESPathError {
  /** Zero-based offset in the expression; undefined where only the kind of token is known. */
  readonly lexPosition: number | undefined;
  /** The token that does not belong there. Undefined at the end of the expression. */
  readonly tokenValue: unknown;
  /** The kind of that token. */
  readonly tokenType: string | undefined;
  /** What is wrong with the expression there. */
  readonly reason: string;

  constructor(details: ParseErrorDetails, options?: ErrorOptions) {
    const where = details.lexPosition === undefined ? '' : ` at offset ${details.lexPosition}`;
    super(`JMESPath syntax error${where}: ${details.reason}`, options);
    this.lexPosition = details.lexPosition;
    this.tokenValue = details.tokenValue;
    this.tokenType = details.tokenType;
    this.reason = details.reason;
  }
}

/** The expression ends where an operand or a closing bracket is needed. */
export class IncompleteExpressionError extends ParseError {}

/** The base of the errors that a function call causes. */
export class FunctionError extends JMESPathError {
  /** The function that was called, without its parentheses. */
  readonly functionName: string;

  constructor(functionName: string, message: string) {
    super(message);
    this.functionName = functionName;
  }
}

/** A function was called with too many or too few arguments. */
export class ArityError extends FunctionError {
  /** How many arguments the function takes; for one that takes any number, at least. */
  readonly expectedArity: number;
  /** How many arguments it was given. */
  readonly actualArity: number;

  constructor(functionName: string, expectedArity: number, actualArity: number, atLeast = false) {
    const expected = `${atLeast ? 'at least ' : ''}${expectedArity} ${expectedArity === 1 ? 'argument' : 'arguments'}`;
    super(functionName, `${functionName}() takes ${expected} but was given ${actualArity}`);
    this.expectedArity = expectedArity;
    this.actualArity = actualArity;
  }
}

/** A function that takes any number of arguments was called with too few. */
export class VariadicArityError extends ArityError {
  constructor(functionName: string, expectedArity: number, actualArity: number) {
    super(functionName, expectedArity, actualArity, true);
  }
}

/** A function was called with an argument of a type it does not take. */
export class JMESPathTypeError extends FunctionError {
  /** The argument that was given. It is not enumerable, so that loggers do not print it. */
  readonly currentValue: unknown;
  /** The JMESPath type of the argument: `string`, `number`, `array` … */
  readonly actualType: string;
  /** The types that the function takes there. */
  readonly expectedTypes: readonly string[];

  constructor(functionName: string, currentValue: unknown, actualType: string, expectedTypes: readonly string[]) {
    // The value itself may be personal data: only types are named.
    super(functionName, `${functionName}() takes ${expectedTypes.join(' or ')} but was given ${actualType}`);
    this.currentValue = currentValue;
    // Not enumerable, so that a logger that prints the error's fields does not print it either.
    Object.defineProperty(this, 'currentValue', { enumerable: false });
    this.actualType = actualType;
    this.expectedTypes = expectedTypes;
  }
}

/** Compressed data becomes more bytes than `maxDecompressedBytes` allows. */
export class DecompressionError extends FunctionError {
  constructor(functionName: string, cause: Error) {
    super(functionName, `${functionName}(): ${cause.message}`);
    this.cause = cause;
  }
}

/** The expression calls a function that does not exist. */
export class UnknownFunctionError extends FunctionError {
  constructor(functionName: string) {
    super(functionName, `There is no function ${functionName}()`);
  }
}
