import { compileSchema } from './compile.js';
import type { JsonSchema, SchemaOptions } from './options.js';
import { check } from './validate.js';

export interface ValidatorOptions extends SchemaOptions {
  /** The schema of the event, or of the part of it in `envelope`. Default: the event is not validated. */
  readonly inboundSchema?: JsonSchema | undefined;
  /** The schema of the result. Default: the result is not validated. */
  readonly outboundSchema?: JsonSchema | undefined;
  /** A JMESPath expression for the part of the event to validate; it replaces the event. Default: the whole event. */
  readonly envelope?: string | undefined;
}

/** The two checks round a handler. Undefined where there is no schema. */
export interface Checks {
  readonly inbound: ((event: unknown) => unknown) | undefined;
  readonly outbound: ((result: unknown) => unknown) | undefined;
}

/** Compiles at creation: a wrong schema is found when the function starts, and no request waits for it. */
export function createChecks(options: ValidatorOptions): Checks {
  const { inboundSchema, outboundSchema, envelope } = options;
  if (inboundSchema !== undefined) compileSchema(inboundSchema, options);
  if (outboundSchema !== undefined) compileSchema(outboundSchema, options);
  return {
    inbound:
      inboundSchema === undefined
        ? undefined
        : (event) => check(ownCopy(event, options), inboundSchema, options, envelope, 'inbound'),
    outbound:
      outboundSchema === undefined
        ? undefined
        : (result) => check(result, outboundSchema, options, undefined, 'outbound'),
  };
}

/** The caller's event stays as it is where the user's Ajv changes what it validates. */
function ownCopy(event: unknown, { ajv }: SchemaOptions): unknown {
  const changes = ajv?.opts.coerceTypes || ajv?.opts.useDefaults || ajv?.opts.removeAdditional;
  return changes ? structuredClone(event) : event;
}
