import { ServiceError } from '../services/service-error.js';

/** The codes of SQS's older protocol, where they are other than the names of the newer one: SDKs give these. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
};

/** What SQS refuses. */
export class SqsError extends ServiceError {
  override readonly name = 'SqsError';

  constructor(code: string, message: string) {
    super(`com.amazonaws.sqs#${code}`, message, {
      'x-amzn-query-error': `${QUERY_CODES[code] ?? code};Sender`,
    });
  }

  static parameter(reason: string): SqsError {
    return new SqsError('InvalidParameterValue', `One or more parameters cannot be validated. Reason: ${reason}`);
  }

  /** The name without the service's. */
  get code(): string {
    return this.type.slice(this.type.indexOf('#') + 1);
  }
}
