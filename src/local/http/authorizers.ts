import { ACCOUNT_ID } from '../functions/function-definition.js';
import type { LocalFunctions } from '../functions/local-functions.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import { toApiGatewayEvent } from './api-gateway-event.js';
import { type HttpResponse, internalServerError, jsonResponse } from './api-gateway-result.js';
import { type HttpRequest, pathOf, type RequestFacts } from './http-request.js';
import { toRestEvent } from './rest-event.js';
import type { Authorizer, Route, RouteMatch } from './routes.js';

/** What is known of a request before it is authorized. */
export interface AuthorizedRequest {
  readonly request: HttpRequest;
  readonly match: RouteMatch;
  readonly facts: Omit<RequestFacts, 'authorizer'>;
}

/** What becomes of a request: what its event says of who sends it, or why it is refused. */
export type Authorization = { readonly authorizer: Values | undefined } | { readonly refusal: HttpResponse };

type LambdaAuthorizer = Extract<Authorizer, { kind: 'lambda' }>;

/**
 * Authorizes a request as its route's authorizer does. Of a token only the claims are read: neither its signature nor who
 * issued it is checked. `claims` stand in for every token.
 */
export async function authorize(
  { request, match, facts }: AuthorizedRequest,
  functions: LocalFunctions,
  claims: Values | undefined,
  region: string,
): Promise<Authorization> {
  const { route } = match;
  const { authorizer } = route;
  if (authorizer?.kind === 'lambda') {
    return askFunction(authorizer, { request, match, facts }, functions, region);
  }
  const found = claims ?? (authorizer && claimsIn(request.headers.authorization?.[0]));
  if (!found) return authorizer ? { refusal: unauthorized() } : { authorizer: undefined };
  if (authorizer?.scopes && !hasScope(authorizer.scopes, found)) return { refusal: forbidden() };
  return { authorizer: claimsFor(route, found) };
}

/** The claims as the event has them: all of them text. */
function claimsFor({ source = 'HttpApi' }: Route, claims: Values): Values | undefined {
  const texts = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(value)]));
  if (source === 'Api') return { claims: texts };
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : null;
  return source === 'HttpApi' || source === 'HttpApi1' ? { jwt: { claims: texts, scopes } } : undefined;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function hasScope(wanted: readonly string[], { scope, scp }: Values): boolean {
  const own = String(scope ?? scp ?? '').split(/[ ,]/);
  return wanted.length === 0 || wanted.some((one) => own.includes(one));
}

/** The claims of a JSON Web Token, with or without `Bearer` before it. */
function claimsIn(header: string | undefined): Values | undefined {
  const [, payload] = header?.match(/^(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]*$/i) ?? [];
  try {
    const claims: unknown = payload && JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

async function askFunction(
  authorizer: LambdaAuthorizer,
  { request, match, facts }: AuthorizedRequest,
  functions: LocalFunctions,
  region: string,
): Promise<Authorization> {
  const { functionName, payload, isSimple, headers } = authorizer;
  const sources = headers.map((name) => request.headers[name]?.[0]);
  if (sources.some((value) => value === undefined)) return { refusal: unauthorized() };
  if (!functions.names.includes(functionName)) {
    const problem = `The authorizer ${authorizer.name} runs the function "${functionName}", which does not run here.`;
    return { refusal: jsonResponse(500, { message: problem }) };
  }
  const methodArn = arnOf(request, match.route, region);
  const event = eventFor(authorizer, { request, match, facts }, { methodArn, sources });
  const report = await functions.invoke(functionName, JSON.stringify(event), {
    trigger: `authorizer of ${request.method} ${pathOf(request.url)}`,
    incomingTrace: facts.traceHeader,
  });
  if (report.outcome !== 'ok') {
    const isRefused = report.failure?.errorMessage === 'Unauthorized';
    return { refusal: isRefused ? unauthorized() : internalServerError() };
  }
  const answer = answerIn(report.response);
  const isAllowed = isSimple ? answer.isAuthorized === true : allows(answer.policyDocument, methodArn);
  if (!isAllowed) return { refusal: forbidden() };
  const context = recordOf(answer.context);
  if (payload === '2.0' || payload === '1.0') return { authorizer: { lambda: context } };
  return { authorizer: { ...context, principalId: answer.principalId, integrationLatency: 0 } };
}

function eventFor(
  { payload }: LambdaAuthorizer,
  { request, match, facts }: AuthorizedRequest,
  { methodArn, sources }: { readonly methodArn: string; readonly sources: readonly (string | undefined)[] },
): Values {
  if (payload === 'TOKEN') return { type: 'TOKEN', authorizationToken: sources[0] ?? '', methodArn };
  const unknown = { ...facts, authorizer: undefined };
  if (payload === '2.0') {
    const { body: _body, isBase64Encoded: _encoded, ...event } = toApiGatewayEvent(request, match, unknown);
    return { ...event, type: 'REQUEST', routeArn: methodArn, identitySource: sources };
  }
  const { body: _body, isBase64Encoded: _encoded, ...event } = toRestEvent(request, match, unknown);
  return {
    ...event,
    type: 'REQUEST',
    methodArn,
    ...(payload === '1.0' && { version: '1.0', identitySource: sources[0] }),
  };
}

function arnOf({ method, url }: HttpRequest, { stage, source }: Route, region: string): string {
  const name = source === 'Api' ? (stage ?? 'Prod') : '$default';
  return `arn:aws:execute-api:${region}:${ACCOUNT_ID}:local/${name}/${method}${pathOf(url)}`;
}

/** Whether a policy lets the request in: allowed by a statement, and denied by none. */
function allows(policy: unknown, methodArn: string): boolean {
  const { Statement: given } = recordOf(policy);
  const statements = (Array.isArray(given) ? given : [given]).map(recordOf);
  const about = statements.filter(({ Resource: resource }) =>
    (Array.isArray(resource) ? resource : [resource]).some((one) => matchesArn(String(one), methodArn)),
  );
  const effects = about.map(({ Effect: effect }) => effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function matchesArn(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(arn);
}

function answerIn(response: Buffer): Values {
  try {
    return recordOf(JSON.parse(response.toString('utf8')));
  } catch {
    return {};
  }
}

function unauthorized(): HttpResponse {
  return jsonResponse(401, { message: 'Unauthorized' });
}

function forbidden(): HttpResponse {
  return jsonResponse(403, { message: 'Forbidden' });
}
