import { EventType } from '../event-type.js';
import type { BatchOrder } from '../run.js';
import { BatchProcessor } from './batch-processor.js';

/**
 * Processes the records of a FIFO queue in their order. A failure stops all that follow, or with `skipGroupOnError` those
 * of its message group; then `concurrency` has groups processed at the same time.
 */
export class SqsFifoPartialProcessorAsync extends BatchProcessor {
  constructor() {
    super(EventType.SQS);
  }

  protected override get order(): BatchOrder {
    return this.options?.skipGroupOnError ? 'group' : 'batch';
  }
}
