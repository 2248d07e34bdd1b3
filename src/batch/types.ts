import type { LambdaContext } from '../invocation/lambda-context.js';
import type { StandardSchema } from '../shared/standard-schema.js';
import type { parser } from './parser.js';
import type { BasePartialBatchProcessor } from './processors/base-partial-batch-processor.js';
import type { SqsFifoPartialProcessor } from './processors/sqs-fifo-partial-processor.js';
import type { SqsFifoPartialProcessorAsync } from './processors/sqs-fifo-partial-processor-async.js';
import type { DynamoDBRecord, KinesisStreamRecord, SqsRecord, StreamRecord } from './records.js';

export type {
  AttributeValue,
  DynamoDBRecord,
  KafkaItemFailureResponse,
  KafkaItemIdentifier,
  KafkaRecord,
  KinesisStreamRecord,
  SqsRecord,
  StreamRecord,
} from './records.js';

/** A record of one of the sources that Lambda lets a function report on. */
export type EventSourceDataClassTypes = SqsRecord | KinesisStreamRecord | DynamoDBRecord;

/** A record of any make. */
export type BaseRecord = { [key: string]: unknown } | EventSourceDataClassTypes;

/** What a record that succeeded came to: what its handler returned, and the record as it arrived. */
export type SuccessResponse = ['success', unknown, EventSourceDataClassTypes];

/** What a record that failed came to: the error's message, and the record as it arrived. */
export type FailureResponse = ['fail', string, EventSourceDataClassTypes];

/** A record for Lambda to send again. */
export type PartialItemFailures = {
  /** A message's id, or a record's sequence number. */
  itemIdentifier: string;
};

/** What a function answers a batch with. */
export type PartialItemFailureResponse = {
  /** The records to deliver again. None: the whole batch is done. */
  batchItemFailures: PartialItemFailures[];
};

type Fifo = SqsFifoPartialProcessor | SqsFifoPartialProcessorAsync;

/** How a batch is processed, whoever processes it. */
export interface BatchRunOptions {
  /** Whether a batch of which every record failed is an error. Default: true. */
  throwOnFullBatchFailure?: boolean | undefined;
  /** How many records are processed at the same time, at most. Default: all of them; where the order counts, one. */
  concurrency?: number | undefined;
  /**
   * Milliseconds before the deadline of the invocation by which it is answered. No record is begun when less is left than
   * this and what the slowest record of the batch took; what is not begun or not done then is reported as failed, so that
   * a time-out does not send the whole batch again. 0 switches it off. Default: a tenth of the time there is when the
   * batch begins, at most 500.
   */
  deadlineMarginMillis?: number | undefined;
  /** Whether the counter `batch.records` counts outcomes: in CloudWatch that is one more billed metric. Default: false. */
  countOutcomes?: boolean | undefined;
}

/** How a processor processes a batch. */
export type BatchProcessingOptions<T = BasePartialBatchProcessor> = BatchRunOptions & {
  /** The context that Lambda called the function with: record handlers get it as their second argument. */
  context?: LambdaContext | undefined;
  /** FIFO processors only. Whether a failure stops the records of its message group alone. Default: false; it stops all that follow. */
  skipGroupOnError?: (T extends Fifo ? boolean : never) | undefined;
  /** Not for FIFO processors. Whether records are processed at the same time. Default: true. */
  processInParallel?: (T extends Fifo ? never : boolean) | undefined;
};

/** What a parser has to say. A `Logger` is one. */
export interface ParserLogger {
  /** Takes messages for whoever looks for a mistake. */
  debug(message: string): void;
  /** Takes messages of what was left out. */
  warn(message: string): void;
  /** Takes messages of records that do not fit their schema. */
  error(message: string): void;
}

/** How a {@link BatchProcessor} parses records before it hands them on. */
export type BatchProcessorConfig =
  | {
      /** From `otel-powertools/batch/parser`. */
      parser: typeof parser;
      /** Of the whole record: any Standard Schema. */
      schema: StandardSchema;
      innerSchema?: never;
      transformer?: never;
      maxDecompressedBytes?: never;
      /** Where the parser says what is wrong. Default: OpenTelemetry's `diag`. */
      logger?: ParserLogger | undefined;
    }
  | {
      /** From `otel-powertools/batch/parser`. */
      parser: typeof parser;
      schema?: never;
      /** Of the payload alone (`body`, `kinesis.data`, `dynamodb.NewImage` and `OldImage`): any Standard Schema. */
      innerSchema: StandardSchema;
      /** How the payload is decoded first. */
      transformer?: 'json' | 'base64' | 'unmarshall' | undefined;
      /** How many bytes gzip behind `base64` may become; a payload that becomes more is a failure. Default: 10 MB. */
      maxDecompressedBytes?: number | undefined;
      /** Where the parser says what is wrong. Default: OpenTelemetry's `diag`. */
      logger?: ParserLogger | undefined;
    }
  | {
      parser?: never;
      schema?: never;
      innerSchema?: never;
      transformer?: never;
      maxDecompressedBytes?: never;
      /** Where the parser says what is wrong. Default: OpenTelemetry's `diag`. */
      logger?: ParserLogger | undefined;
    };

/** A record whose payload was parsed: `body`, `kinesis.data`, or the images of an item. */
export type ParsedRecord<TRecord, TPayload, TOldPayload = TPayload> = TRecord extends { body: string }
  ? Omit<TRecord, 'body'> & { body: TPayload }
  : TRecord extends { kinesis: { data: string } }
    ? Omit<TRecord, 'kinesis'> & { kinesis: Omit<TRecord['kinesis'], 'data'> & { data: TPayload } }
    : TRecord extends { dynamodb?: StreamRecord | undefined }
      ? Omit<TRecord, 'dynamodb'> & {
          dynamodb: Omit<StreamRecord, 'NewImage' | 'OldImage'> & { NewImage: TPayload; OldImage: TOldPayload };
        }
      : TRecord;
