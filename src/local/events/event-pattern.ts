import { LocalLambdaError } from '../errors.js';
import { isRecord } from '../is-record.js';

/** Whether something is as a pattern, or a part of one, wants it. */
export type EventTest = (value: unknown) => boolean;

/** The value of a field that an event does not have. */
const ABSENT = Symbol('absent');

/** The operators that look at one value, by name. */
const OPERATORS: Readonly<Record<string, (argument: unknown) => EventTest>> = {
  prefix: (argument) => textual(argument, (text, part) => text.startsWith(part)),
  suffix: (argument) => textual(argument, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (argument) => (value) => typeof value === 'string' && lower(value) === lower(argument),
  wildcard: (argument) => {
    const expression = wildcardExpression(String(argument));
    return (value) => typeof value === 'string' && expression.test(value);
  },
  exists: (argument) => (value) => (value !== ABSENT) === (argument === true),
  numeric: (argument) => {
    const conditions = comparisons(argument);
    return (value) => typeof value === 'number' && conditions.every((holds) => holds(value));
  },
  cidr: (argument) => cidrTest(String(argument)),
  'anything-but': anythingBut,
};

/**
 * The test that a pattern of EventBridge means: each field of the pattern is in the event, with one of the values or
 * operators that the pattern lists for it; of an array of the event one element is enough.
 *
 * @throws LocalLambdaError for what is no pattern
 */
export function compilePattern(pattern: unknown): EventTest {
  if (!isRecord(pattern)) throw new LocalLambdaError(`An event pattern is an object, not ${JSON.stringify(pattern)}.`);
  const tests = Object.entries(pattern).map(([key, expected]): EventTest => {
    if (key === '$or' && Array.isArray(expected)) {
      const choices = expected.map(compilePattern);
      return (event) => choices.some((matches) => matches(event));
    }
    const matches = compileField(expected, key);
    return (event) => matches(fieldOf(event, key));
  });
  return (event) => tests.every((matches) => matches(event));
}

function compileField(expected: unknown, key: string): EventTest {
  if (isRecord(expected)) {
    const matches = compilePattern(expected);
    return (actual) => (Array.isArray(actual) ? actual.some(matches) : matches(actual));
  }
  if (!Array.isArray(expected) || expected.length === 0) {
    throw new LocalLambdaError(
      `The event pattern says ${JSON.stringify(expected)} of "${key}": write a list of values, ["…"].`,
    );
  }
  const tests = expected.map(testOf);
  return (actual) => (Array.isArray(actual) ? actual : [actual]).some((value) => tests.some((test) => test(value)));
}

/** Of a field that is not there, `exists: false` is true, whatever should be below it. */
function fieldOf(event: unknown, key: string): unknown {
  return isRecord(event) && Object.hasOwn(event, key) ? event[key] : ABSENT;
}

function testOf(expected: unknown): EventTest {
  if (!isRecord(expected)) return (value) => value === expected;
  const entries = Object.entries(expected);
  const [[name, argument] = ['', undefined]] = entries;
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!operator || entries.length !== 1) {
    const known = Object.keys(OPERATORS).join(', ');
    throw new LocalLambdaError(`The event pattern has the operator ${JSON.stringify(expected)}; there are: ${known}.`);
  }
  return operator(argument);
}

function textual(argument: unknown, holds: (text: string, part: string) => boolean): EventTest {
  const folded = isRecord(argument) ? argument['equals-ignore-case'] : undefined;
  if (folded !== undefined) return (value) => typeof value === 'string' && holds(lower(value), lower(folded));
  return (value) => typeof value === 'string' && holds(value, String(argument));
}

function anythingBut(argument: unknown): EventTest {
  if (isRecord(argument)) {
    const [[name, values] = ['', undefined]] = Object.entries(argument);
    const list = Array.isArray(values) ? values : [values];
    const tests = list.map((value) => testOf({ [name]: value }));
    return (value) => value !== ABSENT && tests.every((test) => !test(value));
  }
  const list: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  return (value) => value !== ABSENT && !list.includes(value);
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** `[">", 0, "<=", 5]` */
function comparisons(argument: unknown): ((value: number) => boolean)[] {
  const list = Array.isArray(argument) ? argument : [];
  const found: ((value: number) => boolean)[] = [];
  for (let index = 0; index < list.length; index += 2) {
    const compare = Object.hasOwn(COMPARISONS, String(list[index])) ? COMPARISONS[String(list[index])] : undefined;
    const limit: unknown = list[index + 1];
    if (!compare || typeof limit !== 'number') break;
    found.push((value) => compare(value, limit));
  }
  if (found.length === 0 || found.length * 2 !== list.length) {
    throw new LocalLambdaError(`The event pattern compares ${JSON.stringify(argument)}: write [">", 0, "<=", 5].`);
  }
  return found;
}

/** `*` is any text; a backslash before it makes it itself. */
function wildcardExpression(text: string): RegExp {
  const source = text.replace(/\\[\\*]|[\s\S]/g, (part) => {
    if (part === '*') return '[\\s\\S]*';
    const literal = part.length > 1 ? part.slice(1) : part;
    return literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}

function cidrTest(block: string): EventTest {
  const [address = '', bits = '32'] = block.split('/');
  const network = ipv4(address);
  const shift = 2 ** (32 - Number(bits));
  if (network === undefined || !(Number(bits) >= 0 && Number(bits) <= 32)) {
    throw new LocalLambdaError(`The event pattern has the block "${block}": write an IPv4 block such as 10.0.0.0/24.`);
  }
  return (value) => {
    const number = typeof value === 'string' ? ipv4(value) : undefined;
    return number !== undefined && Math.floor(number / shift) === Math.floor(network / shift);
  };
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((number, part) => number * 256 + part, 0);
}

function lower(value: unknown): string {
  return String(value).toLowerCase();
}
