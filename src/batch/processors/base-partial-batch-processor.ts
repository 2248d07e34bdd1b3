import { diag } from '@opentelemetry/api';
import { FullBatchFailureError } from '../errors.js';
import { EventType, type EventTypeName } from '../event-type.js';
import { failuresOf } from '../failures.js';
import { type BatchSource, sources } from '../sources.js';
import type {
  BatchProcessorConfig,
  DynamoDBRecord,
  EventSourceDataClassTypes,
  KinesisStreamRecord,
  ParserLogger,
  PartialItemFailureResponse,
  PartialItemFailures,
  SqsRecord,
} from '../types.js';
import { BasePartialProcessor } from './base-partial-processor.js';

/** A processor that answers Lambda with the records that failed: the base of those there are, and of yours. */
export abstract class BasePartialBatchProcessor extends BasePartialProcessor {
  /** How the failures of each source are collected. */
  COLLECTOR_MAPPING = {
    [EventType.SQS]: (): PartialItemFailures[] => this.collectSqsFailures(),
    [EventType.KinesisDataStreams]: (): PartialItemFailures[] => this.collectKinesisFailures(),
    [EventType.DynamoDBStreams]: (): PartialItemFailures[] => this.collectDynamoDBFailures(),
  };

  /** The source of the records: an `EventType`. It says how failures are reported. */
  eventType: EventTypeName;
  /** Where the parser says what is wrong: the `logger` of the configuration, else OpenTelemetry's `diag`. */
  protected readonly logger: ParserLogger;
  /** How records are parsed before the handler gets them. Undefined: they are not. */
  protected parserConfig?: BatchProcessorConfig | undefined;

  constructor(eventType: EventTypeName, parserConfig?: BatchProcessorConfig) {
    super();
    this.eventType = eventType;
    this.parserConfig = parserConfig;
    this.logger = parserConfig?.logger ?? diag;
  }

  protected override get source(): BatchSource {
    return sources[this.eventType];
  }

  /** @throws {FullBatchFailureError} if every record failed, unless `throwOnFullBatchFailure` is false. */
  clean(): void {
    if (!this.hasMessagesToReport()) return;
    if (this.options?.throwOnFullBatchFailure !== false && this.entireBatchFailed()) {
      throw new FullBatchFailureError(this.errors);
    }
    this.batchResponse = { batchItemFailures: this.getMessagesToReport() };
  }

  /** The `messageId` of each message that failed. */
  collectSqsFailures(): PartialItemFailures[] {
    return failuresOf(sources.SQS, this.failureMessages);
  }

  /** The sequence number of each Kinesis record that failed. */
  collectKinesisFailures(): PartialItemFailures[] {
    return failuresOf(sources.KinesisDataStreams, this.failureMessages);
  }

  /** The sequence number of each DynamoDB record that failed. */
  collectDynamoDBFailures(): PartialItemFailures[] {
    return failuresOf(sources.DynamoDBStreams, this.failureMessages);
  }

  /** Whether every record of the batch has failed. */
  entireBatchFailed(): boolean {
    return this.errors.length === this.records.length;
  }

  /** What Lambda is told of the records that failed, in the form of the source. */
  getMessagesToReport(): PartialItemFailures[] {
    return this.COLLECTOR_MAPPING[this.eventType]();
  }

  /** Whether at least one record has failed. */
  hasMessagesToReport(): boolean {
    return this.failureMessages.length > 0;
  }

  prepare(): void {
    this.successMessages = [];
    this.failureMessages = [];
    this.errors = [];
    this.batchResponse = { batchItemFailures: [] };
  }

  /** What to answer Lambda with. */
  response(): PartialItemFailureResponse {
    return this.batchResponse;
  }

  /** The record as one of the source: it is the same. */
  toBatchType(
    record: EventSourceDataClassTypes,
    _eventType: EventTypeName,
  ): SqsRecord | KinesisStreamRecord | DynamoDBRecord {
    return record;
  }
}
