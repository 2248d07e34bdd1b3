import { EventType } from '../event-type.js';
import type { BatchOrder } from '../run.js';
import { BatchProcessorSync } from './batch-processor-sync.js';

/**
 * Processes the records of a FIFO queue in their order, with a handler that is not asynchronous. A failure stops all that
 * follow, or with `skipGroupOnError` those of its message group.
 */
export class SqsFifoPartialProcessor extends BatchProcessorSync {
  constructor() {
    super(EventType.SQS);
  }

  protected override get order(): BatchOrder {
    return this.options?.skipGroupOnError ? 'group' : 'batch';
  }
}
