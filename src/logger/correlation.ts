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
      'it is more than keys: give the Logger the option correlationIdSearchFn, such as search of otel-powertools/jmespath',
  };
}

/** The keys of a path that is nothing but keys; undefined where it is more than that. */
function keysOf(expression: string): string[] | undefined {
  const keys: string[] = [];
  for (let rest = expression; rest !== ''; ) {
    const match = SEGMENT.exec(rest);
    if (!match) return undefined;
    keys.push(match[1] ?? (JSON.parse(`"${match[2]}"`) as string));
    rest = rest.slice(match[0].length);
  }
  return expression.endsWith('.') ? undefined : keys;
}

function follow(keys: readonly string[], data: unknown): unknown {
  let found = data;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
