/** The request that an HTTP event stands for. */
export interface HttpRequestOptions {
  /** Default: `GET`. */
  readonly method?: string;
  /** Default: `/`. */
  readonly path?: string;
  /** The route's template: `/orders/{id}`. Default: `path`. */
  readonly route?: string;
  /** The parameters of the route, by name: `{ id: '7' }`. Default: none. */
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** Several values for a name as an array. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Several values for a name as an array. Objects as `body` get `content-type: application/json`. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A string as it is, anything else as JSON. */
  readonly body?: unknown;
}

export type MultiValues = Record<string, string[]>;

/** A request in the form that all events are made from. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly pathParameters: Record<string, string> | undefined;
  readonly query: MultiValues;
  readonly headers: MultiValues;
  readonly body: string | undefined;
}

export function httpRequest(options: HttpRequestOptions): HttpRequest {
  const { method = 'GET', path = '/', route = path, pathParameters, body } = options;
  const isText = body === undefined || typeof body === 'string';
  return {
    method: method.toUpperCase(),
    path,
    route,
    pathParameters: pathParameters && { ...pathParameters },
    query: multiValues(options.query),
    headers: {
      host: ['api.example.com'],
      ...(!isText && { 'content-type': ['application/json'] }),
      ...multiValues(options.headers, (name) => name.toLowerCase()),
    },
    body: isText ? body : JSON.stringify(body),
  };
}

/** Each name with what `pick` makes of its values; undefined where there is none. */
export function pickValues(
  values: MultiValues,
  pick: (all: readonly string[]) => string,
): Record<string, string> | undefined {
  const entries = Object.entries(values);
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, all]) => [name, pick(all)]));
}

function multiValues(values: HttpRequestOptions['query'] = {}, name = (text: string): string => text): MultiValues {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [name(key), typeof value === 'string' ? [value] : [...value]]),
  );
}
