import type { Attributes } from '@opentelemetry/api';
import { asObject, attempt, type UnknownObject } from '../../../shared/unknown.js';
import { countOf, pickAttributes } from './attributes.js';

/** What the answer, or the error that came instead, tells of the request: id, status, retries. Nothing is thrown. */
export function describeAnswer(answer: unknown): Attributes {
  // Other middleware may have made anything of it.
  return (
    attempt(() => {
      const shape = asObject(answer) ?? {};
      const metadata = describeMetadata(asObject(shape.$metadata) ?? {});
      return shape instanceof Error ? metadata : { ...metadata, ...describeOutput(shape) };
    }) ?? {}
  );
}

/** What an answer tells beyond its metadata. */
function describeOutput(output: UnknownObject): Attributes {
  return {
    'messaging.batch.message_count': countOf(output.Messages),
    ...pickAttributes(output, '', {
      'messaging.message.id': 'MessageId',
      'aws.dynamodb.count': 'Count',
      'aws.dynamodb.scanned_count': 'ScannedCount',
      'aws.lambda.function_error': 'FunctionError',
    }),
  };
}

function describeMetadata({ attempts, ...metadata }: UnknownObject): Attributes {
  return {
    'http.request.resend_count': typeof attempts === 'number' && attempts > 1 ? attempts - 1 : undefined,
    ...pickAttributes(metadata, '', {
      'aws.request_id': 'requestId',
      'aws.extended_request_id': 'extendedRequestId',
      'http.response.status_code': 'httpStatusCode',
    }),
  };
}
