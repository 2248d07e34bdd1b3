export {
  ArityError,
  DecompressionError,
  EmptyExpressionError,
  FunctionError,
  IncompleteExpressionError,
  JMESPathError,
  JMESPathTypeError,
  LexerError,
  ParseError,
  UnknownFunctionError,
  VariadicArityError,
} from './errors.js';
export type { Expression } from './expression.js';
export { type ArgumentType, type FunctionSignatureOptions, Functions, PowertoolsFunctions } from './functions.js';
export { type JMESPathParsingOptions, search } from './search.js';
