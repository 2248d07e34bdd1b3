import { any, type ZodType } from 'zod';
import { type InferOutput, pathOf, type StandardSchema } from '../shared/standard-schema.js';
import { Reading } from './shape/schema.js';

/**
 * Any Standard Schema as a schema of Zod 4, for a place where only those fit: a member of `z.object`, an item of `z.array`.
 * Issues keep their paths.
 *
 * @example
 * ```ts
 * const Batch = z.object({ Records: z.array(toZod(SqsRecordSchema.extend({ body: JSONStringified(orderSchema) }))) });
 * ```
 */
export function toZod<TSchema extends StandardSchema>(schema: TSchema): ZodType<InferOutput<TSchema>, unknown> {
  return any().transform((value, context): InferOutput<TSchema> => {
    const reading = new Reading();
    const parsed = reading.read(schema, value);
    for (const issue of reading.issues) {
      context.issues.push({ code: 'custom', message: issue.message, path: pathOf(issue), input: value });
    }
    return parsed;
  });
}
