export {
  type BatchEnvelope,
  type BatchEvent,
  type BatchHandler,
  type BatchOptions,
  type BatchSourceName,
  batch,
  type RecordHandler,
  type RecordIdempotency,
  type RecordTypes,
} from './batch.js';
export {
  BatchProcessingError,
  FullBatchFailureError,
  ParsingError,
  RecordTimeoutError,
  SqsFifoMessageGroupShortCircuitError,
  SqsFifoShortCircuitError,
  UnexpectedBatchTypeError,
} from './errors.js';
export { EventType } from './event-type.js';
export { BasePartialBatchProcessor } from './processors/base-partial-batch-processor.js';
export { BasePartialProcessor } from './processors/base-partial-processor.js';
export { BatchProcessor } from './processors/batch-processor.js';
export { BatchProcessorSync } from './processors/batch-processor-sync.js';
export { processPartialResponse, processPartialResponseSync } from './processors/process-partial-response.js';
export { SqsFifoPartialProcessor } from './processors/sqs-fifo-partial-processor.js';
export { SqsFifoPartialProcessorAsync } from './processors/sqs-fifo-partial-processor-async.js';
export type { ParsedRecord } from './types.js';
