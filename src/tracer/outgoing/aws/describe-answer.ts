import type { Attributes } from '@opentelemetry/api';
import { asObject, attempt, type PlainObject } from '../../../invocation/plain.js';
import { countOf, pickAttributes } from './attributes.js';

/** What an answer tells beyond its metadata. */
const describeOutput = (output: PlainObject): Attributes => ({
  'messaging.batch.message_count': countOf(output.Messages),
  ...pickAttributes(output, '', {
    'messaging.message.id': 'MessageId',
    'aws.dynamodb.count': 'Count',
    'aws.dynamodb.scanned_count': 'ScannedCount',
    'aws.lambda.function_error': 'FunctionError',
  }),
});

const describeMetadata = ({ attempts, ...metadata }: PlainObject): Attributes => ({
  'http.request.resend_count': typeof attempts === 'number' && attempts > 1 ? attempts - 1 : undefined,
  ...pickAttributes(metadata, '', {
    'aws.request_id': 'requestId',
    'aws.extended_request_id': 'extendedRequestId',
    'http.response.status_code': 'httpStatusCode',
  }),
});

/** What the answer, or the error that came instead, tells of the request: id, status, retries. Nothing is thrown. */
export const describeAnswer = (answer: unknown): Attributes =>
  // Other middleware may have made anything of it.
  attempt(() => {
    const shape = asObject(answer) ?? {};
    const metadata = describeMetadata(asObject(shape.$metadata) ?? {});
    return shape instanceof Error ? metadata : { ...metadata, ...describeOutput(shape) };
  }) ?? {};
