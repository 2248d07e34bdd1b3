const MAX_NAME = 64;

/** Methods of what does something and is no data: streams, emitters (sockets, pools, servers), readers, bodies, iterators. */
const METHODS = [
  'pipe',
  'emit',
  'addEventListener',
  'pipeTo',
  'getReader',
  'getWriter',
  'arrayBuffer',
  'next',
] as const;

/**
 * What to call an object that must not be looked into, not even by its own `toJSON`; undefined for others. Anything that
 * can be awaited: a query that has not run holds its client, and so the password of the database. Requests and responses.
 *
 * @param isPlain - Whether it is an object of no class.
 */
export function foreignName(value: object, isPlain: boolean): string | undefined {
  // Not asked whether it is there: a proxy may well answer every name.
  if (isMethod(value, 'then')) return isPlain ? 'thenable' : nameOf(value);
  return 'headers' in value && isExchange(value, isPlain) ? (isPlain ? 'Response' : nameOf(value)) : undefined;
}

/** Whether an instance of a class does something and is no data: a stream, a socket, a client, an iterator. */
export function isForeign(value: object): boolean {
  return (
    Symbol.asyncIterator in value ||
    METHODS.some((name) => isMethod(value, name)) ||
    // A client of an AWS SDK, and what is made like one.
    (isMethod(value, 'send') && ('config' in value || 'middlewareStack' in value))
  );
}

/** The name of an object's class. */
export function nameOf(value: object): string {
  const name: unknown = value.constructor?.name;
  const known = typeof name === 'string' && name !== '' ? name : Object.prototype.toString.call(value).slice(8, -1);
  return known.slice(0, MAX_NAME);
}

function isMethod(value: object, name: string): boolean {
  return typeof Reflect.get(value, name) === 'function';
}

/**
 * A request or a response of some HTTP client. A plain one is only a response that carries its request, as those of axios
 * do: objects with headers are what functions behind an HTTP API answer.
 */
function isExchange(value: object, isPlain: boolean): boolean {
  if ('request' in value && 'config' in value) return true;
  return !isPlain && ('hostname' in value || 'url' in value || 'method' in value);
}
