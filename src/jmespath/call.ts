import { type ArgumentType, type FunctionSignatureOptions, type Functions, signatureOf } from './custom-functions.js';
import { decodingFunctions, unzipFunction } from './decoding-functions.js';
import { ArityError, JMESPathTypeError, UnknownFunctionError, VariadicArityError } from './errors.js';
import { type Evaluate, Expression } from './expression.js';
import { type FunctionDefinition, standardFunctions } from './standard-functions.js';
import { typeName } from './values.js';

/** One argument of a call: an expression of its own (`&key`), or one whose value is passed. */
export interface Argument {
  readonly evaluate: Evaluate;
  readonly isReference: boolean;
}

const UNZIP = 'powertools_base64_gzip';

/** What the calls of an expression may use. */
export interface FunctionEnvironment {
  /** The user's own. */
  readonly functions: Functions | undefined;
  /** How many bytes compressed data may become. */
  readonly maxDecompressedBytes: number;
}

/** Finds the function and checks the number of arguments once; a call only evaluates and checks types. */
export function compileCall(name: string, args: readonly Argument[], environment: FunctionEnvironment): Evaluate {
  const { call, ...signature } = findFunction(name, environment);
  checkArity(name, signature, args.length);
  const passed = args.map((argument, index) =>
    compileArgument(name, argument, signature.argumentsSpecs[index] ?? signature.argumentsSpecs.at(-1) ?? []),
  );
  const [first, second] = passed;
  if (first && passed.length === 1) return (value) => call(first(value));
  if (first && second && passed.length === 2) return (value) => call(first(value), second(value));
  return (value) => call(...passed.map((evaluate) => evaluate(value)));
}

function findFunction(name: string, { functions, maxDecompressedBytes }: FunctionEnvironment): FunctionDefinition {
  const found =
    userFunction(name, functions) ??
    standardFunctions.get(name) ??
    (name === UNZIP ? unzipFunction(name, maxDecompressedBytes) : decodingFunctions.get(name));
  if (!found) throw new UnknownFunctionError(name);
  return found;
}

function userFunction(name: string, functions: Functions | undefined): FunctionDefinition | undefined {
  if (!functions) return undefined;
  const methodName = `func_${name}`.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (!functions.introspectMethods().has(methodName)) return undefined;
  const method: unknown = Reflect.get(functions, methodName);
  if (typeof method !== 'function') return undefined;
  const signature = signatureOf(method);
  return signature
    ? { ...signature, call: (...args) => Reflect.apply(method, functions, args) }
    : { argumentsSpecs: [], variadic: true, call: (...args) => Reflect.apply(method, functions, [args]) };
}

function checkArity(name: string, { argumentsSpecs, variadic }: FunctionSignatureOptions, count: number): void {
  const expected = argumentsSpecs.length;
  if (variadic && count < expected) throw new VariadicArityError(name, expected, count);
  if (!variadic && count !== expected) throw new ArityError(name, expected, count);
}

function compileArgument(name: string, { evaluate, isReference }: Argument, types: readonly ArgumentType[]): Evaluate {
  if (isReference) {
    if (!types.includes('expression')) throw new JMESPathTypeError(name, undefined, 'expression', types);
    const expression = new Expression(evaluate);
    return () => expression;
  }
  if (types.length === 0 || types.includes('any')) return evaluate;
  return (value) => {
    const argument = evaluate(value);
    if (!types.some((type) => isOfType(argument, type))) {
      throw new JMESPathTypeError(name, argument, typeName(argument), types);
    }
    return argument;
  };
}

function isOfType(value: unknown, type: ArgumentType): boolean {
  return type.startsWith('array-')
    ? Array.isArray(value) && value.every((item) => typeName(item) === type.slice('array-'.length))
    : typeName(value) === type;
}
