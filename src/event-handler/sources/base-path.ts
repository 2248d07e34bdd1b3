/**
 * What stands before a route's path in that of the request: the base path under which a custom domain has the API. The
 * template of the route tells how many segments at the end are its own. Undefined: nothing, or the template does not fit.
 */
export function basePathOf(
  path: string,
  template: string | undefined,
  parameters: Readonly<Record<string, string | undefined>> | null | undefined,
): string | undefined {
  if (!template?.startsWith('/')) return undefined;
  const own = segmentsOf(template).flatMap((segment) => expand(segment, parameters ?? {}));
  const all = segmentsOf(path);
  const before = all.length - own.length;
  if (before <= 0) return undefined;
  const fits = own.every((segment, index) => segment === undefined || segment === all[before + index]);
  return fits ? `/${all.slice(0, before).join('/')}` : undefined;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** A segment of a template as those of the request: text, or undefined for whatever the client has written there. */
function expand(segment: string, parameters: Readonly<Record<string, string | undefined>>): (string | undefined)[] {
  const [, name, isGreedy] = /^\{([^{}+]+)(\+?)\}$/.exec(segment) ?? [];
  if (name === undefined) return [segment];
  if (!isGreedy) return [undefined];
  return segmentsOf(parameters[name] ?? '').map(() => undefined);
}
