import type { Values } from '../is-record.js';

const NAMESPACE = 'com.amazonaws.dynamodb.v20120810#';

/** Why one action of a transaction does not happen; `None` for those that would have. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  /** The item as it is, where the action asked for it. */
  readonly Item?: Values;
}

/** An error as DynamoDB answers it, with status 400. */
export class DynamoDBError extends Error {
  override readonly name: string;
  readonly fields: Values;

  constructor(name: string, message: string, fields: Values = {}) {
    super(message);
    this.name = name;
    this.fields = fields;
  }

  static cancelled(reasons: readonly CancellationReason[]): DynamoDBError {
    const codes = reasons.map(({ Code }) => Code).join(', ');
    const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
    return new DynamoDBError('TransactionCanceledException', message, { CancellationReasons: reasons });
  }

  static invalid(message: string): DynamoDBError {
    return new DynamoDBError('ValidationException', message);
  }

  /** The body of the answer. */
  body(): string {
    const { name, message, fields } = this;
    const prefix = name === 'ValidationException' ? 'com.amazon.coral.validate#' : NAMESPACE;
    return JSON.stringify({ __type: `${prefix}${name}`, message, Message: message, ...fields });
  }
}
