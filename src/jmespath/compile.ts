import { type Argument, compileCall, type FunctionEnvironment } from './call.js';
import { JMESPathError, ParseError } from './errors.js';
import type { Evaluate } from './expression.js';
import { type Children, type Node, nestedTooDeeply, type Parsed, parse } from './parse.js';
import { areEqual, isObject, isTruthy, setKey } from './values.js';

/** Compiles an expression to one function, once; evaluating walks no tree. */
export function compile(expression: string, environment: FunctionEnvironment): Evaluate {
  const { root, literals } = parse(expression);
  try {
    return compileNode(root, { literals, environment });
  } catch (cause) {
    throw cause instanceof RangeError ? nestedTooDeeply(cause) : cause;
  }
}

interface Scope {
  readonly literals: Parsed['literals'];
  readonly environment: FunctionEnvironment;
}

const identity: Evaluate = (value) => value;

const ORDER = {
  LT: (left: number, right: number) => left < right,
  LTE: (left: number, right: number) => left <= right,
  GT: (left: number, right: number) => left > right,
  GTE: (left: number, right: number) => left >= right,
};

function compileNode(node: Node | undefined, scope: Scope): Evaluate {
  if (!node) throw new ParseError({ reason: 'an operand is missing' });
  switch (node.type) {
    case 'Identity':
    case 'Current':
      return identity;
    case 'Field':
      return compileField(node.name);
    case 'Literal':
      return compileLiteral(scope.literals[Number(node.value)]);
    case 'Index':
      return (value) => (Array.isArray(value) ? (value.at(node.value) ?? null) : null);
    case 'Slice':
      return compileSlice(node.children);
    case 'Subexpression':
    case 'IndexExpression':
    case 'Pipe':
      return chain(...compilePair(node.children, scope));
    case 'OrExpression':
      return compileOr(...compilePair(node.children, scope));
    case 'AndExpression':
      return compileAnd(...compilePair(node.children, scope));
    case 'NotExpression':
      return compileNot(compileNode(node.children[0], scope));
    case 'Comparator':
      return compileComparator(node.name, ...compilePair(node.children, scope));
    case 'Projection':
      return compileProjection(...compilePair(node.children, scope));
    case 'ValueProjection': {
      const [base, each] = compilePair(node.children, scope);
      return compileProjection(compileValues(base), each);
    }
    case 'FilterProjection': {
      const [base, each] = compilePair(node.children, scope);
      return compileProjection(compileFilter(base, compileNode(node.children[2], scope)), each);
    }
    case 'Flatten':
      return compileFlatten(compileNode(node.children[0], scope));
    case 'MultiSelectList':
      return compileList(node.children.map((item) => compileNode(item, scope)));
    case 'MultiSelectHash':
      return compileHash(node.children.map(({ name, value }) => [name, compileNode(value, scope)]));
    case 'Function':
      return compileCall(
        node.name,
        node.children.map((argument) => compileArgument(argument, scope)),
        scope.environment,
      );
    case 'ExpressionReference':
      throw new ParseError({ reason: '"&" may stand only before an argument of a function' });
  }
}

function compilePair([left, right]: Children, scope: Scope): [Evaluate, Evaluate] {
  return [compileNode(left, scope), compileNode(right, scope)];
}

function compileArgument(node: Node | undefined, scope: Scope): Argument {
  return node?.type === 'ExpressionReference'
    ? { evaluate: compileNode(node.children[0], scope), isReference: true }
    : { evaluate: compileNode(node, scope), isReference: false };
}

// Own properties only: what an object inherits (`constructor`, `toString`) is not data.
function compileField(name: string): Evaluate {
  return (value) => (isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null);
}

// A caller may change what it is given: an array or object is made anew for each.
function compileLiteral(literal: unknown): Evaluate {
  return typeof literal === 'object' && literal !== null ? () => structuredClone(literal) : () => literal;
}

function chain(left: Evaluate, right: Evaluate): Evaluate {
  if (left === identity) return right;
  if (right === identity) return left;
  return (value) => right(left(value));
}

function compileOr(left: Evaluate, right: Evaluate): Evaluate {
  return (value) => {
    const result = left(value);
    return isTruthy(result) ? result : right(value);
  };
}

function compileAnd(left: Evaluate, right: Evaluate): Evaluate {
  return (value) => {
    const result = left(value);
    return isTruthy(result) ? right(value) : result;
  };
}

function compileNot(operand: Evaluate): Evaluate {
  return (value) => !isTruthy(operand(value));
}

function compileComparator(name: 'EQ' | 'NE' | keyof typeof ORDER, left: Evaluate, right: Evaluate): Evaluate {
  if (name === 'EQ') return (value) => areEqual(left(value), right(value));
  if (name === 'NE') return (value) => !areEqual(left(value), right(value));
  const order = ORDER[name];
  return (value) => {
    const [a, b] = [left(value), right(value)];
    return typeof a === 'number' && typeof b === 'number' ? order(a, b) : null;
  };
}

function compileProjection(base: Evaluate, each: Evaluate): Evaluate {
  return (value) => {
    const items = base(value);
    if (!Array.isArray(items)) return null;
    const results: unknown[] = [];
    for (const item of items) {
      const result = each(item);
      if (result !== null) results.push(result);
    }
    return results;
  };
}

function compileValues(base: Evaluate): Evaluate {
  return (value) => {
    const object = base(value);
    return isObject(object) ? Object.values(object) : null;
  };
}

function compileFilter(base: Evaluate, condition: Evaluate): Evaluate {
  return (value) => {
    const items = base(value);
    return Array.isArray(items) ? items.filter((item) => isTruthy(condition(item))) : null;
  };
}

function compileFlatten(base: Evaluate): Evaluate {
  return (value) => {
    const items = base(value);
    return Array.isArray(items) ? items.flat() : null;
  };
}

function compileList(items: readonly Evaluate[]): Evaluate {
  return (value) => (value == null ? null : items.map((item) => item(value) ?? null));
}

function compileHash(pairs: readonly (readonly [string, Evaluate])[]): Evaluate {
  return (value) => {
    if (value == null) return null;
    const result: Record<string, unknown> = {};
    for (const [name, evaluate] of pairs) setKey(result, name, evaluate(value) ?? null);
    return result;
  };
}

function compileSlice([start, end, step]: readonly (number | null)[]): Evaluate {
  const stride = step ?? 1;
  if (stride === 0) throw new JMESPathError('The step of a slice must not be 0');
  return (value) => {
    if (!Array.isArray(value)) return null;
    const { length } = value;
    const lowest = stride > 0 ? 0 : -1;
    const clamp = (index: number): number =>
      Math.min(Math.max(index < 0 ? index + length : index, lowest), length + lowest);
    const from = start == null ? (stride > 0 ? 0 : length - 1) : clamp(start);
    const to = end == null ? (stride > 0 ? length : -1) : clamp(end);
    const result: unknown[] = [];
    for (let index = from; stride > 0 ? index < to : index > to; index += stride) result.push(value[index]);
    return result;
  };
}
