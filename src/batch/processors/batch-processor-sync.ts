import { BatchProcessingError } from '../errors.js';
import { errorFrom } from '../failures.js';
import type { BaseRecord, EventSourceDataClassTypes, FailureResponse, SuccessResponse } from '../types.js';
import { BasePartialBatchProcessor } from './base-partial-batch-processor.js';

/**
 * Processes the records of a batch one after the other, with a handler that is not asynchronous.
 *
 * @deprecated Use {@link BatchProcessor}.
 */
export class BatchProcessorSync extends BasePartialBatchProcessor {
  /** @throws {BatchProcessingError} always, as a rejection: this one is synchronous. */
  async processRecord(_record: BaseRecord): Promise<SuccessResponse | FailureResponse> {
    throw new BatchProcessingError(
      'This processor is synchronous. Call processPartialResponseSync or processSync(), or use an asynchronous one.',
    );
  }

  processRecordSync(record: BaseRecord): SuccessResponse | FailureResponse {
    // Lambda sends records of these kinds only; any other is passed on as it is.
    const arrived = record as EventSourceDataClassTypes;
    try {
      return this.successHandler(
        arrived,
        this.handler(this.toBatchType(arrived, this.eventType), this.options?.context),
      );
    } catch (error) {
      return this.failureHandler(arrived, errorFrom(error));
    }
  }
}
