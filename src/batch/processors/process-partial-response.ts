import { asArray, asObject } from '../../shared/unknown.js';
import { UnexpectedBatchTypeError } from '../errors.js';
import type { BaseRecord, BatchProcessingOptions, PartialItemFailureResponse } from '../types.js';
import type { BasePartialBatchProcessor } from './base-partial-batch-processor.js';

/**
 * Processes a batch and says which records Lambda is to send again. It takes effect with `ReportBatchItemFailures` in the
 * `FunctionResponseTypes` of the event source mapping.
 *
 * @throws {UnexpectedBatchTypeError} as a rejection: the event has no list `Records`.
 * @throws {FullBatchFailureError} as a rejection: every record failed, unless `throwOnFullBatchFailure` is false.
 */
export async function processPartialResponse<T extends BasePartialBatchProcessor>(
  event: { Records: BaseRecord[] },
  recordHandler: CallableFunction,
  processor: T,
  options?: BatchProcessingOptions<T>,
): Promise<PartialItemFailureResponse> {
  await register(event, recordHandler, processor, options).process();
  return processor.response();
}

/**
 * The same, with a handler and a processor that are not asynchronous.
 *
 * @deprecated Use {@link processPartialResponse}.
 */
export function processPartialResponseSync<T extends BasePartialBatchProcessor>(
  event: { Records: BaseRecord[] },
  recordHandler: CallableFunction,
  processor: T,
  options?: BatchProcessingOptions<T>,
): PartialItemFailureResponse {
  register(event, recordHandler, processor, options).processSync();
  return processor.response();
}

function register<T extends BasePartialBatchProcessor>(
  event: { Records: BaseRecord[] },
  recordHandler: CallableFunction,
  processor: T,
  options: BatchProcessingOptions<T> | undefined,
): T {
  if (!asArray(asObject(event)?.Records)) throw new UnexpectedBatchTypeError();
  // Which options a processor takes is a matter of types only.
  return processor.register(event.Records, recordHandler, options as BatchProcessingOptions | undefined);
}
