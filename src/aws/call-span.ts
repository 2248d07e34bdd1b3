import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { asObject, asText, attempt } from '../shared/unknown.js';
import { inCallSpan } from './service-call.js';

/** One call of an AWS API, as the conventions and X-Ray name it. */
export interface AwsCall {
  /** As the AWS SDK calls it: `DynamoDB`, `Secrets Manager`. */
  readonly service: string;
  readonly operation: string;
  /** What is known of its input: names, no values. */
  readonly attributes?: Attributes | undefined;
  /** Whether DynamoDB's answer that a condition does not hold is one that the caller asks for, and no failure. */
  readonly conditional?: boolean;
}

/** Makes a call of an AWS API in a span of its own, as `captureAWSv3Client` gives one to a client's. */
export function inAwsCallSpan<T>(call: AwsCall, work: (span: Span | undefined) => Promise<T>): Promise<T> {
  const { service, operation, attributes, conditional } = call;
  return inCallSpan(
    {
      scope: 'otel-powertools/aws',
      name: `${service}.${operation}`,
      attributes: { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': operation, ...attributes },
      recordFailure: (span, error) => recordFailure(span, error, conditional === true),
    },
    async (span) => {
      const answer = await work(span);
      if (span) describeMetadata(span, answer);
      return answer;
    },
  );
}

/** Whether an error is DynamoDB's answer that a condition does not hold, of whichever client and copy of it. */
export function isConditionFailure(error: unknown): error is object {
  return asObject(error)?.name === 'ConditionalCheckFailedException';
}

function recordFailure(span: Span, error: unknown, conditional: boolean): void {
  describeMetadata(span, error);
  if (conditional && isConditionFailure(error)) {
    span.setAttribute('aws.dynamodb.condition_failed', true);
    return;
  }
  // The type alone: a message may quote what was asked for.
  const type = attempt(() => asText(asObject(error)?.name)) ?? typeof error;
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message: type });
}

/** What an answer of the SDK or of a light client, or an error in its place, tells of the request. */
function describeMetadata(span: Span, answer: unknown): void {
  const metadata = attempt(() => asObject(asObject(answer)?.$metadata)) ?? {};
  const { requestId, httpStatusCode, attempts } = metadata;
  if (typeof requestId === 'string') span.setAttribute('aws.request_id', requestId);
  if (typeof httpStatusCode === 'number') span.setAttribute('http.response.status_code', httpStatusCode);
  if (typeof attempts === 'number' && attempts > 1) span.setAttribute('http.request.resend_count', attempts - 1);
}
