/** In place of a parameter that the event does not tell: no segment has a slash. */
const UNKNOWN = '/';

type Parameters = Readonly<Record<string, string | undefined>> | null | undefined;

/**
 * What stands before a route's path in that of the request: the base path under which a custom domain has the API. The
 * template of the route and its parameters tell what the end of the path is. Undefined: nothing, or they do not fit.
 */
export function basePathOf(path: string, template: string | undefined, parameters: Parameters): string | undefined {
  if (!template?.startsWith('/')) return undefined;
  const own = segmentsOf(template).flatMap((segment) => expand(segment, parameters ?? {}));
  if (own.includes(UNKNOWN)) return undefined;
  const all = segmentsOf(path);
  const before = all.length - own.length;
  if (before <= 0) return undefined;
  const fits = own.every((segment, index) => segment === decode(all[before + index] ?? ''));
  return fits ? `/${all.slice(0, before).join('/')}` : undefined;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** A segment of a template as those of the request. */
function expand(segment: string, parameters: NonNullable<Parameters>): string[] {
  const [, name, isGreedy] = /^\{([^{}+]+)(\+?)\}$/.exec(segment) ?? [];
  if (name === undefined) return [segment];
  const value = parameters[name];
  if (value === undefined) return [UNKNOWN];
  return isGreedy ? segmentsOf(value).map(decode) : [decode(value)];
}

/** Some values are decoded already. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
