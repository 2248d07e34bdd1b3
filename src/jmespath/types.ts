import type { JSONValue } from '../shared/json.js';

export type { ArgumentType, FunctionSignatureDecorator, FunctionSignatureOptions } from './custom-functions.js';
export type { Expression } from './expression.js';
export type { JMESPathParsingOptions } from './search.js';

/** What an expression is applied to. */
export type JSONObject = JSONValue | object;

/** A node of a syntax tree, as Powertools describes it: for code that names the type. Nothing here takes or gives one. */
export interface Node {
  /** What the node is: `field`, `pipe`. */
  type: string;
  /** The nodes that it is made of. */
  children: Node[];
  /** The name or literal that it holds. */
  value?: JSONValue;
}

/** A piece of an expression, as Powertools describes it: for code that names the type. Nothing here takes or gives one. */
export interface Token {
  /** What the piece is: `unquoted_identifier`, `dot`. */
  type: string;
  /** What it says. */
  value: JSONValue;
  /** Where it begins, from 0. */
  start: number;
  /** Where what follows it begins. */
  end: number;
}
