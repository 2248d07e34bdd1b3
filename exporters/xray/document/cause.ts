import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ExportableEvent, ExportableSpan } from '../../exportable-span.js';
import { type AttributeReader, takeText } from './attributes.js';
import type { Cause, DocumentException, SegmentDocument } from './segment-document.js';
import { parseStackTrace } from './stack-trace.js';

const MAX_EXCEPTIONS = 50;

// What AWS services and smithy's retry rules call being throttled; the HTTP status is 400 for most of these.
const THROTTLING =
  /^(?:(?:Request|EC2)?Throttl|ProvisionedThroughputExceeded|(?:Request|Bandwidth)?LimitExceeded|TooManyRequests|PriorRequestNotComplete|SlowDown|TransactionInProgress)/;

const TYPE = 'exception.type';
const MESSAGE = 'exception.message';
const STACK = 'exception.stacktrace';

// Of a text that was thrown, or of a cause that is only a message.
const UNKNOWN_TYPE = 'Error';

/** The attributes of an exception event that a document's `cause` holds. */
export const EXCEPTION_ATTRIBUTES: readonly string[] = [TYPE, MESSAGE, STACK];

export function isException(event: ExportableEvent): boolean {
  return event.name === 'exception';
}

/** The HTTP status decides first; without one that is an error, the status of the span does. */
export function setFlags(document: SegmentDocument, span: ExportableSpan, awsCall: boolean): void {
  const status = document.http?.response?.status ?? 0;
  // An answer that the caller has asked for, with the status 400: a condition that does not hold.
  if (span.attributes['aws.dynamodb.condition_failed'] === true && span.status.code !== SpanStatusCode.ERROR) return;
  if (status >= 400 && status <= 499) document.error = true;
  else if ((status >= 500 && status <= 599) || span.status.code === SpanStatusCode.ERROR) document.fault = true;
  if (status === 429 || (awsCall && (document.error || document.fault) && isThrottled(span))) document.throttle = true;
}

/** Every exception of the span, each followed by those that caused it; else the message of a failed status. */
export function causeOf(
  span: ExportableSpan,
  id: string,
  frameLimit: number,
  reader: AttributeReader | undefined,
): Cause | undefined {
  if (span.events.length === 0 && span.status.code !== SpanStatusCode.ERROR) return undefined;
  const remote = span.kind === SpanKind.CLIENT || span.kind === SpanKind.PRODUCER ? true : undefined;
  const exceptions: DocumentException[] = [];
  let skipped = 0;
  for (const event of span.events) {
    if (!isException(event)) continue;
    if (exceptions.length >= MAX_EXCEPTIONS) skipped += 1;
    else appendException(exceptions, event, span, { id, remote, frameLimit });
  }
  const last = exceptions.at(-1);
  if (last) {
    last.skipped = skipped || undefined;
    return { exceptions };
  }
  if (span.status.code !== SpanStatusCode.ERROR) return undefined;
  const message = span.status.message || (reader && takeText(reader, 'http.status_text'));
  return message ? { exceptions: [{ id: exceptionId(id, 0), type: kindOf(span), message, remote }] } : undefined;
}

function isThrottled({ attributes, events }: ExportableSpan): boolean {
  return [attributes['error.type'], ...events.filter(isException).map((event) => event.attributes?.[TYPE])].some(
    (type) => typeof type === 'string' && THROTTLING.test(type),
  );
}

function appendException(
  exceptions: DocumentException[],
  { attributes = {} }: ExportableEvent,
  span: ExportableSpan,
  { id, remote, frameLimit }: { readonly id: string; readonly remote: true | undefined; readonly frameLimit: number },
): void {
  const chain = parseStackTrace(said(attributes[STACK]) ?? '', frameLimit);
  for (const [index, error] of chain.entries()) {
    if (exceptions.length >= MAX_EXCEPTIONS) break;
    const previous = exceptions.at(-1);
    const exception: DocumentException = {
      id: exceptionId(id, exceptions.length),
      type: index === 0 ? said(attributes[TYPE]) || kindOf(span) : error.type || UNKNOWN_TYPE,
      message: index === 0 ? said(attributes[MESSAGE]) : error.message,
      remote,
      truncated: error.truncated || undefined,
      stack: error.frames.length > 0 ? error.frames : undefined,
    };
    if (error.isCause && previous) previous.cause = exception.id;
    exceptions.push(exception);
  }
}

/** What a span says of its failure in a word (a class, `timeout`); X-Ray groups by it. */
function kindOf({ attributes }: ExportableSpan): string {
  return said(attributes['error.type']) || UNKNOWN_TYPE;
}

function said(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Made from the span's id, so that the same span always gives the same document. */
function exceptionId(spanId: string, index: number): string {
  const last = (Number.parseInt(spanId.slice(12), 16) + 1 + index) & 0xffff;
  return spanId.slice(0, 12) + last.toString(16).padStart(4, '0');
}
