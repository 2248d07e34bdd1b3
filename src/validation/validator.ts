import type { Utility } from '../invocation/utility.js';
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

/** Compiles at creation: a wrong schema is found when the function starts, and no request waits for it. */
export function createValidator(options: ValidatorOptions): Utility {
  const { inboundSchema, outboundSchema } = options;
  const inbound = { ...options, direction: 'inbound' } as const;
  const outbound = { ...options, envelope: undefined, direction: 'outbound' } as const;
  if (inboundSchema !== undefined) compileSchema(inboundSchema, options);
  if (outboundSchema !== undefined) compileSchema(outboundSchema, options);
  return {
    name: 'validation',
    async wrap(invocation, next) {
      if (inboundSchema !== undefined) {
        invocation.event = check(ownCopy(invocation.event, options), inboundSchema, inbound);
      }
      const result = await next();
      return outboundSchema === undefined ? result : check(result, outboundSchema, outbound);
    },
  };
}

/** The caller's event stays as it is where the user's Ajv changes what it validates. */
function ownCopy(event: unknown, { ajv }: SchemaOptions): unknown {
  const changes = ajv?.opts.coerceTypes || ajv?.opts.useDefaults || ajv?.opts.removeAdditional;
  return changes ? structuredClone(event) : event;
}
