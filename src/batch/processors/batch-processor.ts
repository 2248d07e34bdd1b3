import { BatchProcessingError } from '../errors.js';
import { errorFrom } from '../failures.js';
import type { BaseRecord, EventSourceDataClassTypes, FailureResponse, SuccessResponse } from '../types.js';
import { BasePartialBatchProcessor } from './base-partial-batch-processor.js';

/**
 * Processes the records of a batch with a handler that may be asynchronous, all of them at the same time unless the
 * options say otherwise.
 *
 * @example
 * ```ts
 * const processor = new BatchProcessor(EventType.SQS);
 *
 * export const handler = withPowertools(async (event: SQSEvent, context) =>
 *   processPartialResponse(event, async (record: SQSRecord) => ship(JSON.parse(record.body)), processor, { context }),
 * );
 * ```
 */
export class BatchProcessor extends BasePartialBatchProcessor {
  async processRecord(record: BaseRecord): Promise<SuccessResponse | FailureResponse> {
    // Lambda sends records of these kinds only; any other is passed on as it is.
    const arrived = record as EventSourceDataClassTypes;
    try {
      const config = this.parserConfig;
      const parsed = config?.parser ? await config.parser(arrived, this.eventType, this.logger, config) : arrived;
      const data = this.toBatchType(parsed, this.eventType);
      return this.successHandler(arrived, await this.handler(data, this.options?.context));
    } catch (error) {
      return this.failureHandler(arrived, errorFrom(error));
    }
  }

  /** @throws {BatchProcessingError} always: this one is asynchronous. */
  processRecordSync(_record: BaseRecord): SuccessResponse | FailureResponse {
    throw new BatchProcessingError(
      'A BatchProcessor processes asynchronously. Call processPartialResponse or process(), or use BatchProcessorSync.',
    );
  }
}
