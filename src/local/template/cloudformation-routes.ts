import { messageOf } from '../errors.js';
import type { Authorizer, Route } from '../http/routes.js';
import { recordOf, type Values } from '../is-record.js';
import { everyRequest, functionIn, headersIn, methodOf } from './routes.js';
import type { Resource } from './triggers.js';

/** Resources of one template by logical id, resolved when they are first looked at. */
type Lookup = (id: unknown) => Values;

const READERS: Readonly<
  Record<string, (properties: Values, lookup: Lookup, resources: readonly Resource[]) => Route[]>
> = {
  'AWS::ApiGatewayV2::Route': httpApiRoute,
  'AWS::ApiGateway::Method': restRoute,
  'AWS::Lambda::Url': ({ TargetFunctionArn: target }) => {
    const functionName = functionIn(target) ?? String(target);
    return [everyRequest(functionName, 'FunctionUrl')];
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': balancerRoutes,
  'AWS::ElasticLoadBalancingV2::Listener': ({ DefaultActions: actions }, lookup) =>
    targetsOf(actions, lookup).map(({ functionName, multiValue }) => ({
      ...everyRequest(functionName, 'ALB'),
      multiValue,
    })),
};

/**
 * The routes of resources that CloudFormation itself has, as CDK writes them.
 *
 * @param onProblem told in one line of what is left away, and why
 */
export function routesOfResources(resources: readonly Resource[], onProblem: (problem: string) => void): Route[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const lookup: Lookup = (id) => byId.get(String(id))?.properties() ?? {};
  return resources.flatMap(({ id, type, properties }) => {
    const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
    try {
      return read ? read(properties(), lookup, resources) : [];
    } catch (error) {
      onProblem(`The template's ${id} is left away: ${messageOf(error)}.`);
      return [];
    }
  });
}

function httpApiRoute({ RouteKey: key, Target: target, AuthorizerId: authorizerId }: Values, lookup: Lookup): Route[] {
  const integration = lookup(String(target).replace(/^integrations\//, ''));
  const functionName = functionIn(integration.IntegrationUri);
  if (functionName === undefined) return [];
  const [method = 'ANY', path] = String(key).split(' ');
  const source = String(integration.PayloadFormatVersion) === '1.0' ? 'HttpApi1' : 'HttpApi';
  const authorizer =
    authorizerId === undefined ? undefined : httpAuthorizer(String(authorizerId), lookup(authorizerId));
  if (path === undefined) return [{ ...everyRequest(functionName, source), authorizer }];
  return [{ functionName, method: methodOf(method), path, source, authorizer }];
}

function httpAuthorizer(name: string, properties: Values): Authorizer {
  const functionName = functionIn(properties.AuthorizerUri);
  if (functionName === undefined) return { kind: 'jwt', name };
  return {
    ...{ kind: 'lambda', name, functionName, headers: headersIn(properties.IdentitySource) },
    payload: String(properties.AuthorizerPayloadFormatVersion) === '1.0' ? '1.0' : '2.0',
    isSimple: String(properties.EnableSimpleResponses) === 'true',
  };
}

function restRoute(properties: Values, lookup: Lookup, resources: readonly Resource[]): Route[] {
  const { HttpMethod: method, ResourceId: resourceId, RestApiId: apiId, AuthorizerId: authorizerId } = properties;
  const functionName = functionIn(recordOf(properties.Integration).Uri);
  if (functionName === undefined) return [];
  const stage = resources
    .filter(({ type }) => type === 'AWS::ApiGateway::Stage')
    .map((resource) => resource.properties())
    .find((one) => one.RestApiId === apiId)?.StageName;
  const authorizer =
    authorizerId === undefined ? undefined : restAuthorizer(String(authorizerId), lookup(authorizerId));
  const path = pathOfResource(resourceId, lookup);
  return [
    {
      ...{ functionName, method: methodOf(method), path, source: 'Api', authorizer },
      ...(typeof stage === 'string' && { stage }),
    },
  ];
}

/** `/orders/{id}`, from the resource and those above it; what is none of the template's is the root. */
function pathOfResource(id: unknown, lookup: Lookup): string {
  const parts: string[] = [];
  for (let current = lookup(id); current.PathPart !== undefined; current = lookup(current.ParentId)) {
    parts.unshift(String(current.PathPart));
  }
  return `/${parts.join('/')}`;
}

function restAuthorizer(name: string, properties: Values): Authorizer {
  const functionName = functionIn(properties.AuthorizerUri);
  if (functionName === undefined) return { kind: 'cognito', name };
  const payload = properties.Type === 'REQUEST' ? 'REQUEST' : 'TOKEN';
  return {
    kind: 'lambda',
    name,
    functionName,
    payload,
    isSimple: false,
    headers: headersIn(properties.IdentitySource),
  };
}

function balancerRoutes({ Conditions: conditions, Actions: actions }: Values, lookup: Lookup): Route[] {
  const valuesOf = (field: string, config: string): string[] =>
    (Array.isArray(conditions) ? conditions : []).map(recordOf).flatMap((condition) => {
      if (condition.Field !== field) return [];
      const values = recordOf(condition[config]).Values ?? condition.Values;
      return Array.isArray(values) ? values.map(String) : [];
    });
  const methods = valuesOf('http-request-method', 'HttpRequestMethodConfig').map(methodOf);
  const paths = valuesOf('path-pattern', 'PathPatternConfig').map(pathOfPattern);
  return targetsOf(actions, lookup).flatMap(({ functionName, multiValue }) =>
    (paths.length > 0 ? paths : ['$default']).flatMap((path) =>
      (methods.length > 0 ? methods : ['ANY']).map(
        (method): Route => ({ functionName, method, path, source: 'ALB', multiValue }),
      ),
    ),
  );
}

/** `/api/*`: a star at the end is whatever follows; others are taken as they are written. */
function pathOfPattern(pattern: string): string {
  return pattern === '*' || pattern === '/*' ? '$default' : pattern.replace(/\/\*$/, '/{proxy+}');
}

function targetsOf(actions: unknown, lookup: Lookup): { functionName: string; multiValue: boolean }[] {
  return (Array.isArray(actions) ? actions : []).map(recordOf).flatMap(({ TargetGroupArn: group }) => {
    const { Targets: targets, TargetGroupAttributes: attributes } = lookup(group);
    const multiValue = (Array.isArray(attributes) ? attributes : [])
      .map(recordOf)
      .some(({ Key: key, Value: value }) => key === 'lambda.multi_value_headers.enabled' && String(value) === 'true');
    return (Array.isArray(targets) ? targets : []).flatMap((target) => {
      const functionName = functionIn(recordOf(target).Id);
      return functionName === undefined ? [] : [{ functionName, multiValue }];
    });
  });
}
