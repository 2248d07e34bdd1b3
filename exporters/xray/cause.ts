import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { AttributeReader } from './attribute-reader.js';
import type { Cause, DocumentException, SegmentDocument } from './segment-document.js';
import type { ExportableEvent, ExportableSpan } from './span.js';
import { parseStackTrace } from './stack-trace.js';

const MAX_EXCEPTIONS = 50;

// What AWS services and smithy's retry rules call being throttled; the HTTP status is 400 for most of these.
const THROTTLING =
  /^(?:Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|RequestThrottled|TooManyRequests|BandwidthLimitExceeded|LimitExceeded|PriorRequestNotComplete|SlowDown|TransactionInProgress|EC2Throttled)/;

/** The attributes of an exception event that a document's `cause` holds. */
export const EXCEPTION_ATTRIBUTES: ReadonlySet<string> = new Set([
  'exception.type',
  'exception.message',
  'exception.stacktrace',
]);

export const isException = (event: ExportableEvent): boolean => event.name === 'exception';

/** The HTTP status decides first; without one that is an error, the status of the span does. */
export const setFlags = (
  document: SegmentDocument,
  span: ExportableSpan,
  httpStatus: number | undefined,
  awsCall: boolean,
): void => {
  if (httpStatus !== undefined && httpStatus >= 400 && httpStatus <= 499) document.error = true;
  else if (httpStatus !== undefined && httpStatus >= 500 && httpStatus <= 599) document.fault = true;
  else if (span.status.code === SpanStatusCode.ERROR) document.fault = true;
  if (httpStatus === 429 || (awsCall && (document.error || document.fault) && isThrottled(span)))
    document.throttle = true;
};

const isThrottled = (span: ExportableSpan): boolean =>
  isThrottling(span.attributes['error.type']) ||
  span.events.some((event) => isException(event) && isThrottling(event.attributes?.['exception.type']));

const isThrottling = (type: unknown): boolean => typeof type === 'string' && THROTTLING.test(type);

/** Every exception of the span, each followed by those that caused it; else the message of a failed status. */
export const causeOf = (
  span: ExportableSpan,
  id: string,
  frameLimit: number,
  reader: AttributeReader | undefined,
): Cause | undefined => {
  const remote = span.kind === SpanKind.CLIENT || span.kind === SpanKind.PRODUCER ? true : undefined;
  const exceptions: DocumentException[] = [];
  let skipped = 0;
  for (const event of span.events) {
    if (!isException(event)) continue;
    if (exceptions.length >= MAX_EXCEPTIONS) skipped += 1;
    else appendException(exceptions, event, id, remote, frameLimit);
  }
  const last = exceptions.at(-1);
  if (last) {
    if (skipped > 0) last.skipped = skipped;
    return { exceptions };
  }
  if (span.status.code !== SpanStatusCode.ERROR) return undefined;
  const message = span.status.message || reader?.takeString(['http.status_text']);
  return message ? { exceptions: [{ id: exceptionId(id, 0), type: '', message, remote }] } : undefined;
};

const appendException = (
  exceptions: DocumentException[],
  event: ExportableEvent,
  spanId: string,
  remote: true | undefined,
  frameLimit: number,
): void => {
  const {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': stack,
  } = event.attributes ?? {};
  const chain = parseStackTrace(text(stack) ?? '', frameLimit);
  for (const [index, error] of chain.entries()) {
    if (exceptions.length >= MAX_EXCEPTIONS) break;
    const previous = exceptions.at(-1);
    const exception: DocumentException = {
      id: exceptionId(spanId, exceptions.length),
      type: (index === 0 ? text(type) : error.type) ?? '',
      message: index === 0 ? text(message) : error.message,
      remote,
      truncated: error.truncated || undefined,
      stack: error.frames.length > 0 ? error.frames : undefined,
    };
    if (index > 0 && previous) previous.cause = exception.id;
    exceptions.push(exception);
  }
};

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** Made from the span's id, so that the same span always gives the same document. */
const exceptionId = (spanId: string, index: number): string => {
  const last = (Number.parseInt(spanId.slice(12), 16) + 1 + index) & 0xffff;
  return spanId.slice(0, 12) + last.toString(16).padStart(4, '0');
};
