import path from 'node:path';
import type { TableDefinition } from '../dynamodb/dynamodb.js';
import { LocalLambdaError } from '../errors.js';
import type { Route } from '../http/routes.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import type { StoredParameter } from '../services/parameter-store.js';
import { joinTriggers, type Triggers } from '../services/triggers.js';
import { routesOfResources } from './cloudformation-routes.js';
import { condition, resolveValue, type TemplateScope, UnresolvedValue } from './intrinsics.js';
import { nameOfResource } from './resource-names.js';
import { routesOfFunction, type SamApis } from './routes.js';
import { tableOf } from './tables.js';
import { readTemplateSource } from './template-source.js';
import { type Resource, readFunctionEvents, readTriggers } from './triggers.js';

/** What a template says of one function. */
export interface TemplateFunction {
  readonly name: string;
  /** Absolute path of the folder that `handler` is relative to. */
  readonly codeFolder: string;
  readonly handler: string;
  /** Absolute paths of the sources that SAM would bundle with esbuild. */
  readonly entryPoints: readonly string[];
  readonly timeoutMillis: number | undefined;
  readonly memorySize: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose value the template alone does not give, with the reason. */
  readonly unresolved: ReadonlyMap<string, string>;
  readonly routes: readonly Route[];
}

/** The part of an AWS SAM or CloudFormation template that the local Lambda runs. */
export interface Template {
  readonly file: string;
  readonly functions: readonly TemplateFunction[];
  readonly tables: readonly TableDefinition[];
  readonly triggers: Triggers;
  /** Of SSM. */
  readonly parameters: readonly StoredParameter[];
  /** What of it is left away here, and why: one line each. */
  readonly problems: readonly string[];
}

const FUNCTION_TYPES = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function']);
const TABLE_TYPES = new Set(['AWS::DynamoDB::Table', 'AWS::Serverless::SimpleTable']);
/** What is read of a function: the rest may hold what only AWS knows. */
const FUNCTION_PROPERTIES = [
  ...['CodeUri', 'Handler', 'Runtime', 'Timeout', 'MemorySize', 'Environment', 'Events', 'FunctionUrlConfig'],
];
/** Where nothing listens yet. */
const NO_ENDPOINT = 'http://127.0.0.1';

/** @param endpoint the URL of the local AWS endpoint */
export function readTemplate(file: string, region: string, endpoint = NO_ENDPOINT): Template {
  const { content, folder } = readTemplateSource(file, region);
  const resources = Object.entries(recordOf(content.Resources)).map(
    ([id, resource]) => [id, recordOf(resource)] as const,
  );
  const scope = scopeOf(content, resources, region, endpoint);
  const globals = recordOf(recordOf(content.Globals).Function);
  const apis = samApis(content, resources, scope);
  const functions: TemplateFunction[] = [];
  const tables: TableDefinition[] = [];
  const problems: string[] = [];
  const parameters: StoredParameter[] = [];
  const triggers: Triggers[] = [];
  const onProblem = (problem: string): void => void problems.push(problem);
  const others: Resource[] = [];
  for (const [id, resource] of resources) {
    if (resource.Condition !== undefined && !condition(resource.Condition, scope)) continue;
    const type = String(resource.Type);
    const properties = recordOf(resource.Properties);
    const name = scope.resources.get(id)?.name ?? id;
    if (FUNCTION_TYPES.has(type)) {
      const merged = chosen(mergeGlobals(globals, properties), FUNCTION_PROPERTIES);
      const { Handler, Runtime } = merged;
      if (isOfCdk(resource) || !runsOnNode(recordOf(resolveValue({ Handler, Runtime }, scope)))) continue;
      if (isInline(properties)) {
        onProblem(`The template's function ${name} is left away: its code is in the template.`);
        continue;
      }
      const { Environment: environment, Events: events, ...rest } = merged;
      const variables = readVariables(recordOf(recordOf(environment).Variables), scope);
      const metadata = resolveEach(recordOf(resource.Metadata), scope, () => {});
      const resolvedEvents = resolveEach(recordOf(events), scope, (event, reason) =>
        onProblem(`The template's event ${name}.${event} is left away: ${reason}.`),
      );
      const settings = resolveEach(rest, scope, (property, reason) => {
        throw new LocalLambdaError(`The template gives the function "${name}" no ${property}: ${reason}.`);
      });
      const resolved = { ...settings, Events: resolvedEvents };
      functions.push({ ...functionOf(name, resolved, { metadata, folder, apis }), ...variables });
      triggers.push(readFunctionEvents(name, resolvedEvents, onProblem));
    } else if (TABLE_TYPES.has(type))
      tables.push(
        tableOf(
          type,
          name,
          resolveEach(properties, scope, () => {}),
        ),
      );
    else if (type === 'AWS::SSM::Parameter') parameters.push(...parametersOf(name, properties, scope, onProblem));
    else {
      const read = (): Values =>
        resolveEach(properties, scope, (property, reason) =>
          onProblem(`The template's ${id}.${property} is left away: ${reason}.`),
        );
      others.push({ id, type, name, properties: read });
    }
  }
  triggers.push(readTriggers(others, onProblem));
  const routes = routesOfResources(others, onProblem);
  const routed = functions.map((one) => ({
    ...one,
    routes: [...one.routes, ...routes.filter(({ functionName }) => functionName === one.name)],
  }));
  return {
    file,
    functions: routed,
    tables,
    triggers: joinTriggers(triggers),
    parameters,
    problems: [...new Set(problems)],
  };
}

/** What SAM's APIs say of authorizers and stages. An authorizer of which not all is known still asks for a token. */
function samApis(content: Values, resources: readonly (readonly [string, Values])[], scope: TemplateScope): SamApis {
  const read = (properties: unknown): Values => {
    const given = chosen(recordOf(properties), ['Auth', 'StageName']);
    return { ...given, ...resolveEach(given, scope, () => {}) };
  };
  const globals = recordOf(content.Globals);
  const byId = resources
    .filter(([, { Type: type }]) => type === 'AWS::Serverless::HttpApi' || type === 'AWS::Serverless::Api')
    .map(([id, { Properties: properties }]) => [id, read(properties)] as const);
  return { byId: new Map(byId), globals: { HttpApi: read(globals.HttpApi), Api: read(globals.Api) } };
}

/** A function that CDK adds for itself, to empty buckets and the like. */
function isOfCdk({ Metadata: metadata }: Values): boolean {
  return /\/(Custom::|LogRetention)/.test(String(recordOf(metadata)['aws:cdk:path']));
}

function isInline({ InlineCode: inline, Code: code }: Values): boolean {
  return inline !== undefined || recordOf(code).ZipFile !== undefined;
}

function chosen(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

/** The members that can be resolved; of the others it is told why not. */
function resolveEach(
  values: Values,
  scope: TemplateScope,
  onUnresolved: (name: string, reason: string) => void,
): Values {
  const resolved = Object.entries(values).flatMap(([name, value]) => {
    try {
      return [[name, resolveValue(value, scope)]];
    } catch (error) {
      if (!(error instanceof UnresolvedValue)) throw error;
      onUnresolved(name, error.message);
      return [];
    }
  });
  return Object.fromEntries(resolved);
}

function parametersOf(
  name: string,
  properties: Values,
  scope: TemplateScope,
  onProblem: (problem: string) => void,
): StoredParameter[] {
  const { Value: value, Type: type = 'String' } = resolveEach(
    chosen(properties, ['Value', 'Type']),
    scope,
    (_, reason) => onProblem(`The template's parameter ${name} is left away: ${reason}.`),
  );
  return value === undefined ? [] : [{ name, type: String(type), value: String(value) }];
}

function readVariables(variables: Values, scope: TemplateScope): Pick<TemplateFunction, 'environment' | 'unresolved'> {
  const unresolved = new Map<string, string>();
  const resolved = resolveEach(variables, scope, (name, reason) => unresolved.set(name, reason));
  const entries = Object.entries(resolved).map(([name, value]) => [name, String(value)]);
  return { environment: Object.fromEntries(entries), unresolved };
}

/** Not a function in another language, and not a container image. */
function runsOnNode({ Handler, Runtime = 'nodejs' }: Values): boolean {
  return typeof Handler === 'string' && String(Runtime).startsWith('nodejs');
}

function scopeOf(
  content: Values,
  resources: readonly (readonly [string, Values])[],
  region: string,
  endpoint: string,
): TemplateScope {
  const parameters = new Map(
    Object.entries(recordOf(content.Parameters)).map(([name, parameter]) => [name, recordOf(parameter).Default ?? '']),
  );
  const { Mappings: mappings, Conditions: conditions } = content;
  const scope = { region, endpoint, parameters, mappings: recordOf(mappings), conditions: recordOf(conditions) };
  const named = resources.map(([id, resource]) => {
    const name = nameOfResource(id, resource, { ...scope, resources: new Map() });
    return [id, { type: String(resource.Type), name }] as const;
  });
  return { ...scope, resources: new Map(named) };
}

/** SAM merges mappings of `Globals` member by member; what the function says wins. */
function mergeGlobals(globals: Values, properties: Values): Values {
  const merged: Record<string, unknown> = { ...globals, ...properties };
  for (const [key, value] of Object.entries(globals)) {
    const own = properties[key];
    if (isRecord(value) && isRecord(own)) merged[key] = mergeGlobals(value, own);
  }
  return merged;
}

function functionOf(
  name: string,
  properties: Values,
  { metadata, folder, apis }: { readonly metadata: Values; readonly folder: string; readonly apis: SamApis },
): Omit<TemplateFunction, 'environment' | 'unresolved'> {
  // CDK writes where it has put the code.
  const code = properties.CodeUri ?? metadata['aws:asset:path'];
  const codeUri = typeof code === 'string' ? code : '.';
  const codeFolder = path.resolve(folder, codeUri);
  const entryPoints = recordOf(metadata.BuildProperties).EntryPoints;
  const timeoutSeconds = positiveNumber(name, 'Timeout', properties.Timeout);
  return {
    name,
    codeFolder,
    handler: String(properties.Handler ?? ''),
    entryPoints: Array.isArray(entryPoints) ? entryPoints.map((entry) => path.resolve(codeFolder, String(entry))) : [],
    timeoutMillis: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
    memorySize: positiveNumber(name, 'MemorySize', properties.MemorySize),
    routes: routesOfFunction(name, properties, apis),
  };
}

function positiveNumber(functionName: string, property: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'object' ? Number.NaN : Number(value);
  if (number > 0 && number < Number.POSITIVE_INFINITY) return number;
  throw new LocalLambdaError(
    `The template gives the function "${functionName}" the ${property} ${JSON.stringify(value)}: write a number above 0.`,
  );
}
