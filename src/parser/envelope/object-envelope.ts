import type { InferOutput, StandardSchema } from '../../shared/standard-schema.js';
import { failure } from '../failure.js';
import type { ParsedResult, ParseOptions } from '../result.js';
import type { ObjectSchema, Shape } from '../shape/object.js';
import { Reading } from '../shape/schema.js';
import { envelopeDiscriminator, type ObjectEnvelope } from './envelope.js';

export interface ObjectEnvelopeParts {
  /** For telemetry. */
  readonly name: string;
  /** The schema of the event that the payload is in. */
  readonly event: ObjectSchema<Shape>;
  /** The member of the event that is the payload. */
  readonly payload: string;
  /** The message of a failure. */
  readonly failed: string;
}

/* @__NO_SIDE_EFFECTS__ */
export function objectEnvelope(parts: ObjectEnvelopeParts): ObjectEnvelope {
  return {
    [envelopeDiscriminator]: 'object',
    safeParse: (data, schema, options) => readPayload(parts, data, schema, options),
    parse: (data, schema, options) => {
      const result = readPayload(parts, data, schema, options);
      if (result.success) return result.data;
      throw result.error;
    },
  };
}

function readPayload<TSchema extends StandardSchema>(
  { name, event, payload, failed }: ObjectEnvelopeParts,
  data: unknown,
  schema: TSchema,
  options: ParseOptions | undefined,
): ParsedResult<unknown, InferOutput<TSchema>> {
  const reading = new Reading([], options?.maxDecompressedBytes);
  // One walk: what is wrong with the payload is told along with what is wrong round it.
  const opened: Readonly<Record<string, unknown>> = reading.read(event.extend({ [payload]: schema }), data);
  if (reading.issues.length > 0) {
    return { success: false, error: failure(failed, reading.issues, name), originalEvent: data };
  }
  // The member is what the schema that was put there gives; its name is not known to the types.
  return { success: true, data: opened[payload] as InferOutput<TSchema> };
}
