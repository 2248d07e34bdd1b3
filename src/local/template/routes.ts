import type { Authorizer, RequestSource, Route } from '../http/routes.js';
import { recordOf, type Values } from '../is-record.js';

/** The APIs of a SAM template: what they say of authorizers and stages. */
export interface SamApis {
  /** Properties of `AWS::Serverless::HttpApi` and `AWS::Serverless::Api`, by logical id. */
  readonly byId: ReadonlyMap<string, Values>;
  /** `Globals.HttpApi` and `Globals.Api`: what the APIs have that SAM makes by itself. */
  readonly globals: Readonly<Record<'HttpApi' | 'Api', Values>>;
}

const SOURCES: Readonly<Record<string, RequestSource>> = { HttpApi: 'HttpApi', Api: 'Api', ALB: 'ALB' };

/** The routes of the events of a function, and of its URL. */
export function routesOfFunction(functionName: string, properties: Values, apis: SamApis): Route[] {
  const routes = Object.values(recordOf(properties.Events)).flatMap((event): Route[] => {
    const { Type: type, Properties: given } = recordOf(event);
    const source = Object.hasOwn(SOURCES, String(type)) ? SOURCES[String(type)] : undefined;
    return source ? [routeOf(functionName, source, recordOf(given), apis)] : [];
  });
  const hasUrl = properties.FunctionUrlConfig !== undefined;
  return hasUrl && routes.length === 0 ? [everyRequest(functionName, 'FunctionUrl')] : routes;
}

/** A route that takes whatever no other takes. */
export function everyRequest(functionName: string, source: RequestSource): Route {
  return { functionName, method: 'ANY', path: '$default', source };
}

/** As API Gateway's definitions write a method: in any case, and in several ways for all of them. */
export function methodOf(method: unknown): string {
  const text = String(method ?? 'ANY').toUpperCase();
  return text === '*' || text === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : text;
}

/** The function in an ARN, or in the URI of an integration or an authorizer. */
export function functionIn(text: unknown): string | undefined {
  return String(text).match(/:function:([\w-]+)/)?.[1];
}

/** The header names of identity sources: `$request.header.X`, `method.request.header.X`. */
export function headersIn(sources: unknown): string[] {
  const list = Array.isArray(sources) ? sources.map(String) : String(sources ?? '').split(',');
  return list.flatMap((source) => source.match(/request\.header\.([\w-]+)/)?.[1]?.toLowerCase() ?? []);
}

function routeOf(functionName: string, source: RequestSource, properties: Values, apis: SamApis): Route {
  const { Path: path, Method: method, PayloadFormatVersion: version, MultiValue: multiValue } = properties;
  if (source === 'ALB') {
    return {
      functionName,
      method: methodOf(method),
      path: String(path ?? '$default'),
      source,
      multiValue: multiValue === true,
    };
  }
  const isRest = source === 'Api';
  const api = apiOf(isRest ? properties.RestApiId : properties.ApiId, isRest ? 'Api' : 'HttpApi', apis);
  const common = {
    functionName,
    source: !isRest && String(version) === '1.0' ? 'HttpApi1' : source,
    authorizer: authorizerOf(recordOf(api.Auth), recordOf(properties.Auth), isRest),
    ...(isRest && typeof api.StageName === 'string' && { stage: api.StageName }),
  } as const;
  if (path === undefined || path === '$default') return { ...common, method: 'ANY', path: '$default' };
  return { ...common, method: methodOf(method), path: String(path) };
}

/** What an API says; of one that SAM makes by itself, what `Globals` say. */
function apiOf(id: unknown, kind: 'HttpApi' | 'Api', { byId, globals }: SamApis): Values {
  const own = typeof id === 'string' ? byId.get(id) : undefined;
  return { ...globals[kind], ...own };
}

function authorizerOf(api: Values, event: Values, isRest: boolean): Authorizer | undefined {
  const name = String(event.Authorizer ?? api.DefaultAuthorizer ?? 'NONE');
  const definition = recordOf(recordOf(api.Authorizers)[name]);
  if (name === 'NONE' || Object.keys(definition).length === 0) return undefined;
  const scopes = event.AuthorizationScopes ?? definition.AuthorizationScopes;
  const functionName = functionIn(definition.FunctionArn);
  if (functionName === undefined) {
    const wanted = Array.isArray(scopes) ? scopes.map(String) : undefined;
    return { kind: isRest ? 'cognito' : 'jwt', name, scopes: wanted };
  }
  const identity = recordOf(definition.Identity);
  const named = Array.isArray(identity.Headers) ? identity.Headers.map(String) : [];
  if (isRest) {
    const isRequest = definition.FunctionPayloadType === 'REQUEST';
    const headers = isRequest ? named : [String(identity.Header ?? 'Authorization')];
    const payload = isRequest ? 'REQUEST' : 'TOKEN';
    return { kind: 'lambda', name, functionName, payload, isSimple: false, headers: headers.map(lower) };
  }
  const payload = String(definition.AuthorizerPayloadFormatVersion) === '1.0' ? '1.0' : '2.0';
  const isSimple = String(definition.EnableSimpleResponses) === 'true';
  return { kind: 'lambda', name, functionName, payload, isSimple, headers: named.map(lower) };
}

function lower(text: string): string {
  return text.toLowerCase();
}
