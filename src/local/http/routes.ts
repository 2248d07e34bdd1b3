/** What hands a request to a function, each with a form of its own: `HttpApi1` is an HTTP API with payload format 1.0. */
export type RequestSource = 'HttpApi' | 'HttpApi1' | 'Api' | 'FunctionUrl' | 'ALB';

/** Who decides whether a request may come in. */
export type Authorizer =
  | { readonly kind: 'jwt' | 'cognito'; readonly name: string; readonly scopes?: readonly string[] | undefined }
  | {
      readonly kind: 'lambda';
      readonly name: string;
      readonly functionName: string;
      /** The form of its event: `TOKEN` and `REQUEST` of a REST API, `1.0` and `2.0` of an HTTP API. */
      readonly payload: 'TOKEN' | 'REQUEST' | '1.0' | '2.0';
      /** Whether it answers with `isAuthorized` in place of a policy. */
      readonly isSimple: boolean;
      /** Names of headers that a request needs, in lower case. */
      readonly headers: readonly string[];
    };

/** An HTTP route of a function. */
export interface Route {
  readonly functionName: string;
  /** Upper case; `ANY` for all methods. */
  readonly method: string;
  /** `/orders/{id}`, `/files/{proxy+}`, or `$default`. */
  readonly path: string;
  /** Default: `HttpApi`. */
  readonly source?: RequestSource | undefined;
  /** Default: none. */
  readonly authorizer?: Authorizer | undefined;
  /** Of a REST API. Default: `Prod`. */
  readonly stage?: string | undefined;
  /** Of a load balancer: whether headers and parameters come as lists. */
  readonly multiValue?: boolean | undefined;
}

export interface RouteMatch {
  readonly route: Route;
  /** As API Gateway writes it: `GET /orders/{id}`, `$default`. */
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

/** Percent-decoded, or as it is where it is not well formed. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Puts the routes in the order in which API Gateway tries them. */
export function sortRoutes(routes: readonly Route[]): Route[] {
  return [...routes].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

/** The first of the sorted routes that takes the request. */
export function matchRoute(sorted: readonly Route[], method: string, path: string): RouteMatch | undefined {
  for (const route of sorted) {
    if (route.path === '$default') return { route, routeKey: '$default', pathParameters: undefined };
    if (route.method !== 'ANY' && route.method !== method) continue;
    const parameters = matchPath(route.path, path);
    if (!parameters) continue;
    const pathParameters = Object.keys(parameters).length > 0 ? parameters : undefined;
    return { route, routeKey: `${route.method} ${route.path}`, pathParameters };
  }
  return undefined;
}

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}

/** The parameters of `path` under a template, undefined where it does not match. */
function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const expected = segmentsOf(template);
  const actual = segmentsOf(path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
  const parameters: [string, string][] = [];
  for (const [index, segment] of expected.entries()) {
    const [, greedy] = segment.match(/^\{(.+)\+\}$/) ?? [];
    if (greedy) {
      const rest = actual.slice(index);
      if (!rest.some((part) => part !== '')) return undefined;
      parameters.push([greedy, rest.map(decode).join('/')]);
      return Object.fromEntries(parameters);
    }
    const value = actual[index];
    if (value === undefined) return undefined;
    const [, name] = segment.match(/^\{(.+)\}$/) ?? [];
    if (name && value !== '') parameters.push([name, decode(value)]);
    else if (segment !== value) return undefined;
  }
  return expected.length === actual.length ? Object.fromEntries(parameters) : undefined;
}

/** Sorts the more special path first, segment by segment: fixed text, then a variable, then `{proxy+}`, then `$default`. */
function rank({ method, path }: Route): string {
  if (path === '$default') return '9';
  const kinds = segmentsOf(path).map((segment) => (segment.endsWith('+}') ? '3' : segment.startsWith('{') ? '2' : '1'));
  return `${kinds.join('')}${method === 'ANY' ? '2' : '1'}`;
}
