import { attempt } from '../shared/unknown.js';

const SEGMENT = /^(?:([A-Za-z_]\w*)|"((?:[^"\\]|\\.)*)")(?:\.|$)/;

/** What `expression` finds in `data`. Paths of keys, which all the built-in ones are, need no JMESPath. */
export function correlationIdOf(
  expression: string,
  data: unknown,
  search: ((expression: string, data: unknown) => unknown) | undefined,
): { value: unknown; problem: string | undefined } {
  if (search) {
    try {
      return { value: search(expression, data), problem: undefined };
    } catch (error) {
      return {
        value: undefined,
        problem: `the search failed: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }
  const keys = keysOf(expression);
  if (keys) return { value: follow(keys, data), problem: undefined };
  return {
    value: undefined,
    problem:
      'it is more than keys, or has a key that is not JSON: give the Logger the option correlationIdSearchFn, such as search of otel-powertools/jmespath',
  };
}

/** The keys of a path that is nothing but keys; undefined where it is more than that. */
function keysOf(expression: string): string[] | undefined {
  const keys: string[] = [];
  for (let rest = expression; rest !== ''; ) {
    const match = SEGMENT.exec(rest);
    if (!match) return undefined;
    const key = match[1] ?? unquoted(match[2] ?? '');
    if (key === undefined) return undefined;
    keys.push(key);
    rest = rest.slice(match[0].length);
  }
  return expression.endsWith('.') ? undefined : keys;
}

/** What a key in quotes stands for; undefined where it has an escape that JSON does not know. */
function unquoted(text: string): string | undefined {
  return attempt((): string => JSON.parse(`"${text}"`));
}

function follow(keys: readonly string[], data: unknown): unknown {
  let found = data;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
