import type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from '../../shared/standard-schema.js';
import { RequestValidationError, ResponseValidationError } from '../errors.js';
import { tellInvalid } from '../telemetry.js';
import type { HttpRequestContext } from './http-request-context.js';
import { isJson, parseJson } from './json-body.js';
import type { SchemaInput, SchemaOutput } from './schema-types.js';
import { validateAbsentBody, validateQuery, validateValue } from './validated-values.js';

export interface RequestSchemas {
  /** Validates the parsed body where the content type is JSON, else its text. A body that is not there is undefined. */
  readonly body?: StandardSchema | undefined;
  /** Validates an object of the headers, names in lower case. */
  readonly headers?: StandardSchema | undefined;
  /** Validates the path's parameters. */
  readonly path?: StandardSchema | undefined;
  /**
   * Validates an object of the query's parameters: a text each, or the list of its values where it is repeated. Where the
   * schema takes the one and not the other, it is given what it takes: a list of one, the last value.
   */
  readonly query?: StandardSchema | undefined;
}

export interface ResponseSchemas {
  /** Validates the parsed body where the content type is JSON, else its text. */
  readonly body?: StandardSchema | undefined;
  /** Validates an object of the headers, names in lower case. */
  readonly headers?: StandardSchema | undefined;
}

/** Schemas of any library that implements Standard Schema, for parts of a route's request and response. */
export interface ValidationSchemas {
  /** Schemas of the request: what does not match is answered with 422. Default: nothing is validated. */
  readonly req?: RequestSchemas | undefined;
  /** Schemas of the response: what does not match is answered with 500. Default: nothing is validated. */
  readonly res?: ResponseSchemas | undefined;
}

type Outputs<TSchemas> = {
  readonly [TPart in keyof TSchemas]: SchemaOutput<TSchemas[TPart]>;
};

/** `reqCtx.valid` of a route with `validation`: exactly the validated parts, as their schemas give them. */
export interface Valid<TConfig extends ValidationSchemas> {
  /** What the schemas gave: `req` and `res`, each with `body`, `headers` and so on, where they have a schema. */
  readonly valid: {
    readonly [TSide in keyof TConfig]: Outputs<TConfig[TSide]>;
  };
}

/** What a handler must return where the response's body is validated. */
export type ValidatedBody<TConfig extends ValidationSchemas> = TConfig extends {
  readonly res: { readonly body: infer TSchema };
}
  ? SchemaInput<TSchema>
  : unknown;

/** @throws RequestValidationError with all issues of all parts. */
export async function validateRequest(reqCtx: HttpRequestContext, schemas: RequestSchemas): Promise<void> {
  const { values, issues } = await validateParts('inbound', [
    ['body', schemas.body, (schema) => validateBody(reqCtx, schema)],
    ['headers', schemas.headers, (schema) => validateValue(schema, reqCtx.requestHeaders())],
    ['path', schemas.path, (schema) => validateValue(schema, { ...reqCtx.params })],
    ['query', schemas.query, (schema) => validateQuery(schema, reqCtx.searchParams)],
  ]);
  if (issues.length > 0) throw new RequestValidationError('Validation failed for request', issues);
  reqCtx.valid.req = values;
}

/** @throws ResponseValidationError with all issues of all parts. */
export async function validateResponse(reqCtx: HttpRequestContext, schemas: ResponseSchemas): Promise<void> {
  const { res } = reqCtx;
  const text = schemas.body && res.body ? await res.clone().text() : undefined;
  const { values, issues } = await validateParts('outbound', [
    [
      'body',
      text === undefined ? undefined : schemas.body,
      (schema) => validateValue(schema, responseBody(text ?? '', res.headers.get('content-type'))),
    ],
    ['headers', schemas.headers, (schema) => validateValue(schema, Object.fromEntries(res.headers))],
  ]);
  if (issues.length > 0) throw new ResponseValidationError('Validation failed for response', issues);
  reqCtx.valid.res = values;
}

function prefixed(issues: readonly StandardSchemaIssue[], part: string): StandardSchemaIssue[] {
  return issues.map((issue) => ({ message: issue.message, path: [part, ...(issue.path ?? [])] }));
}

type Part = readonly [
  name: string,
  schema: StandardSchema | undefined,
  validate: (schema: StandardSchema) => Promise<StandardSchemaResult<unknown>>,
];

/** Runs the schemas in their order and collects every issue, so that a client can mend all of them at once. */
async function validateParts(
  direction: 'inbound' | 'outbound',
  parts: readonly Part[],
): Promise<{ values: Record<string, unknown>; issues: StandardSchemaIssue[] }> {
  const values: Record<string, unknown> = {};
  const issues: StandardSchemaIssue[] = [];
  const untold: StandardSchemaIssue[] = [];
  for (const [name, schema, validate] of parts) {
    if (!schema) continue;
    const result = await validate(schema);
    if (!result.issues) {
      values[name] = result.value;
      continue;
    }
    const found = prefixed(result.issues, name);
    issues.push(...found);
    // A schema of `otel-powertools/validation` puts its failure on the span itself.
    if (schema['~standard'].vendor !== 'otel-powertools') untold.push(...found);
  }
  if (untold.length > 0) tellInvalid(direction, untold);
  return { values, issues };
}

async function validateBody(
  reqCtx: HttpRequestContext,
  schema: StandardSchema,
): Promise<StandardSchemaResult<unknown>> {
  const type = reqCtx.header('content-type');
  if (!reqCtx.hasBody) {
    const result = await validateAbsentBody(schema, isJson(type));
    if (!result.issues || !isJson(type)) return result;
  }
  const text = reqCtx.text();
  if (!isJson(type)) return validateValue(schema, text);
  const parsed = parseJson(text);
  if (parsed) return validateValue(schema, parsed.value);
  tellInvalid('inbound', [{ message: 'not JSON', path: ['body'] }]);
  // The parser's own message quotes the body.
  throw new RequestValidationError('Validation failed for request body', [], { cause: new Error('Invalid JSON body') });
}

function responseBody(text: string, contentType: string | null): unknown {
  if (!isJson(contentType)) return text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ResponseValidationError('Validation failed for response body', [], { cause });
  }
}
