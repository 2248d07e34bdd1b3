/** The base of every error of this utility. */
export class BatchProcessingError extends Error {
  override name = 'BatchProcessingError';
}

/** Every record of the batch failed. Lambda then takes all of them for failed. */
export class FullBatchFailureError extends BatchProcessingError {
  override name = 'FullBatchFailureError';
  /** What each record failed with: of `batch` in the order of the records, of a processor in that of the failures. */
  readonly recordErrors: Error[];

  constructor(recordErrors: Error[]) {
    super(`All ${recordErrors.length} records of the batch failed. What each of them failed with is in recordErrors.`);
    this.recordErrors = recordErrors;
  }
}

/** A record of a FIFO queue that was not begun, because one before it failed. */
export class SqsFifoShortCircuitError extends BatchProcessingError {
  override name = 'SqsFifoShortCircuitError';

  constructor() {
    super('An earlier record of the batch failed. This one was left for a later batch, so that the order is kept.');
  }
}

/** A record of a FIFO queue that was not begun, because one of its message group failed. */
export class SqsFifoMessageGroupShortCircuitError extends BatchProcessingError {
  override name = 'SqsFifoMessageGroupShortCircuitError';

  constructor() {
    super(
      'An earlier record of the message group failed. This one was left for a later batch, so that the order is kept.',
    );
  }
}

/** The event is no batch of records. */
export class UnexpectedBatchTypeError extends BatchProcessingError {
  override name = 'UnexpectedBatchTypeError';

  constructor() {
    super('The event has no list "Records": it is no batch of SQS, KinesisDataStreams or DynamoDBStreams.');
  }
}

/** A record is not as its schema, or its envelope, wants it. */
export class ParsingError extends BatchProcessingError {
  override name = 'ParsingError';
}

/** A record that was not begun, or not answered, before the invocation's time ran out. */
export class RecordTimeoutError extends BatchProcessingError {
  override name = 'RecordTimeoutError';
  /** Whether its handler was called. */
  readonly begun: boolean;

  constructor(begun: boolean) {
    super(
      begun
        ? 'The record was not done when the time of the invocation ran out.'
        : 'The record was not begun, because the time of the invocation was running out.',
    );
    this.begun = begun;
  }
}
