import path from 'node:path';
import type { TableDefinition } from '../dynamodb/dynamodb.js';
import { LocalLambdaError } from '../errors.js';
import type { Route } from '../http/routes.js';
import { isRecord, recordOf, type Values } from '../is-record.js';
import { resolveValue, type TemplateScope } from './intrinsics.js';
import { readTemplateFile } from './parse-yaml.js';
import { tableOf } from './tables.js';

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
  readonly routes: readonly Route[];
}

/** The part of an AWS SAM or CloudFormation template that the local Lambda runs. */
export interface Template {
  readonly file: string;
  readonly functions: readonly TemplateFunction[];
  readonly tables: readonly TableDefinition[];
}

const FUNCTION_TYPES = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function']);
const TABLE_TYPES = new Set(['AWS::DynamoDB::Table', 'AWS::Serverless::SimpleTable']);
/** Of a table, in DynamoDB. */
const SHORTEST_NAME = 3;
const NAME_PROPERTIES = ['FunctionName', 'TableName', 'QueueName', 'TopicName', 'BucketName'];

export function readTemplate(file: string, region: string): Template {
  const content = readTemplateFile(file);
  const resources = Object.entries(recordOf(content.Resources)).map(
    ([id, resource]) => [id, recordOf(resource)] as const,
  );
  const scope = scopeOf(content, resources, region);
  const globals = recordOf(recordOf(content.Globals).Function);
  const functions: TemplateFunction[] = [];
  const tables: TableDefinition[] = [];
  for (const [id, resource] of resources) {
    const type = String(resource.Type);
    const properties = recordOf(resolveValue(resource.Properties, scope));
    const name = scope.resources.get(id)?.name ?? id;
    if (FUNCTION_TYPES.has(type)) {
      const merged = mergeGlobals(recordOf(resolveValue(globals, scope)), properties);
      if (!runsOnNode(merged)) continue;
      functions.push(functionOf(name, merged, recordOf(resolveValue(resource.Metadata, scope)), path.dirname(file)));
    } else if (TABLE_TYPES.has(type)) tables.push(tableOf(type, name, properties));
  }
  return { file, functions, tables };
}

/** Not a function in another language, and not a container image. */
function runsOnNode({ Handler, Runtime = 'nodejs' }: Values): boolean {
  return typeof Handler === 'string' && String(Runtime).startsWith('nodejs');
}

function scopeOf(content: Values, resources: readonly (readonly [string, Values])[], region: string): TemplateScope {
  const parameters = new Map(
    Object.entries(recordOf(content.Parameters)).map(([name, parameter]) => [name, recordOf(parameter).Default ?? '']),
  );
  const scope = { region, parameters, mappings: recordOf(content.Mappings), conditions: recordOf(content.Conditions) };
  const named = resources.map(([id, { Type, Properties }]) => {
    const given = NAME_PROPERTIES.map((property) => recordOf(Properties)[property]).find(
      (value) => value !== undefined,
    );
    // A name may be put together from parameters; one made of other resources would be a circle.
    const name =
      given === undefined ? nameOf(id, String(Type)) : String(resolveValue(given, { ...scope, resources: new Map() }));
    return [id, { type: String(Type), name }] as const;
  });
  return { ...scope, resources: new Map(named) };
}

/** The logical id; with the stack's before it, as CloudFormation writes it, where that alone is shorter than AWS takes. */
function nameOf(id: string, type: string): string {
  return TABLE_TYPES.has(type) && id.length < SHORTEST_NAME ? `local-${id}` : id;
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

function functionOf(name: string, properties: Values, metadata: Values, folder: string): TemplateFunction {
  const codeUri = typeof properties.CodeUri === 'string' ? properties.CodeUri : '.';
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
    environment: Object.fromEntries(
      Object.entries(recordOf(recordOf(properties.Environment).Variables)).map(([key, value]) => [key, String(value)]),
    ),
    routes: routesOf(name, properties),
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

function routesOf(functionName: string, properties: Values): Route[] {
  const routes = Object.values(recordOf(properties.Events)).flatMap((event) => {
    const { Type, Properties } = recordOf(event);
    if (Type !== 'HttpApi' && Type !== 'Api') return [];
    const { Path, Method } = recordOf(Properties);
    if (Path === undefined || Path === '$default') return [{ functionName, method: 'ANY', path: '$default' }];
    const method = String(Method ?? 'ANY').toUpperCase();
    return [
      {
        functionName,
        method: method === '*' || method === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : method,
        path: String(Path),
      },
    ];
  });
  const hasUrl = properties.FunctionUrlConfig !== undefined;
  return hasUrl && routes.length === 0 ? [{ functionName, method: 'ANY', path: '$default' }] : routes;
}
