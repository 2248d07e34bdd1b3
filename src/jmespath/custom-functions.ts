import { once } from '../shared/process-state.js';
import type { ArgumentTypes } from './values.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    /** By the method that has it. */
    functionSignatures: WeakMap<object, FunctionSignatureOptions>;
  }
}

/** The type of one parameter. */
export type ArgumentType = keyof ArgumentTypes;

/** The parameters of a function. */
export interface FunctionSignatureOptions {
  /** For each parameter the types it takes, for example `[['number'], ['string', 'array-string']]`. */
  argumentsSpecs: readonly (readonly ArgumentType[])[];
  /** Whether the last parameter may be given any number of times. Default: false. */
  variadic?: boolean;
}

type Method = (...args: never[]) => unknown;

export interface FunctionSignatureDecorator {
  (target: object, propertyKey: string | symbol, descriptor: PropertyDescriptor): void;
  (value: Method, context: ClassMethodDecoratorContext): void;
}

/** The signature that `Functions.signature` gave to a method. */
export function signatureOf(method: object): FunctionSignatureOptions | undefined {
  return signatures().get(method);
}

/**
 * Extend this class to add functions to JMESPath. A method `funcAddTax` is called `add_tax()` in an expression.
 * What a function throws leaves `search` unchanged.
 *
 * @example
 * ```ts
 * class MyFunctions extends Functions {
 *   @Functions.signature({ argumentsSpecs: [['number'], ['number']] })
 *   public funcAddTax(price: number, percent: number): number {
 *     return price * (1 + percent / 100);
 *   }
 * }
 * search('add_tax(price, `19`)', order, { customFunctions: new MyFunctions() });
 * ```
 */
export class Functions {
  /**
   * A decorator that declares a method's parameters, so that a call is checked before the method runs. It works with
   * TypeScript's `experimentalDecorators` and with standard decorators. A method without it gets one array of all arguments.
   */
  static signature(options: FunctionSignatureOptions): FunctionSignatureDecorator {
    return (target: object, _context: unknown, descriptor?: PropertyDescriptor): void => {
      signatures().set(descriptor?.value ?? target, options);
    };
  }

  /** The names of the methods that expressions can call. */
  introspectMethods(scope: object = this): Set<string> {
    const names = new Set<string>();
    for (let owner = Object.getPrototypeOf(scope); owner instanceof Functions; owner = Object.getPrototypeOf(owner)) {
      for (const name of Object.getOwnPropertyNames(owner)) if (name.startsWith('func')) names.add(name);
    }
    return names;
  }
}

/**
 * `powertools_json`, `powertools_base64` and `powertools_base64_gzip` belong to every expression here, so this class adds
 * nothing to {@link Functions}; it is there for code that names it.
 */
export class PowertoolsFunctions extends Functions {}

function signatures(): WeakMap<object, FunctionSignatureOptions> {
  return once('functionSignatures', () => new WeakMap());
}
