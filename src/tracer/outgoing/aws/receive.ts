import { type Link, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { linksToProducer, readCarrier } from '../../../invocation/trace-context/carried-context.js';
import { asArray, asObject, type UnknownObject } from '../../../shared/unknown.js';
import { carrierOfMessage } from '../../../triggers/records/sqs.js';
import { isTraceHeader } from '../outgoing-trace.js';

/** The system attribute of a message that X-Ray's header travels in. */
const TRACE_ATTRIBUTE = 'AWSTraceHeader';

/** SQS gives a receiver only the attributes that it asks for: those that carry the trace, beside what the caller wants. */
export function askForTrace(input: UnknownObject): UnknownObject {
  const { MessageAttributeNames, MessageSystemAttributeNames, AttributeNames } = input;
  const fields = propagation.fields().filter((name) => !isTraceHeader(name));
  const system =
    // The older name of the same member: SQS looks at one of them.
    AttributeNames !== undefined && MessageSystemAttributeNames === undefined
      ? { AttributeNames: withNames(AttributeNames, [TRACE_ATTRIBUTE]) }
      : { MessageSystemAttributeNames: withNames(MessageSystemAttributeNames, [TRACE_ATTRIBUTE]) };
  const own = fields.length === 0 ? {} : { MessageAttributeNames: withNames(MessageAttributeNames, fields) };
  return { ...input, ...system, ...own };
}

/** A link to the sender of each message that says who that was. */
export function linksToSenders(output: unknown): Link[] {
  return (asArray(asObject(output)?.Messages) ?? []).flatMap((given) => {
    const { Body, Attributes, MessageAttributes } = asObject(given) ?? {};
    const carrier = carrierOfMessage({ body: Body, attributes: Attributes, messageAttributes: MessageAttributes });
    const carried = readCarrier(carrier, ROOT_CONTEXT);
    return carried ? linksToProducer(carried, undefined) : [];
  });
}

function withNames(given: unknown, wanted: readonly string[]): readonly unknown[] {
  const names = asArray(given) ?? [];
  if (names.includes('All') || names.includes('.*')) return names;
  return [...names, ...wanted.filter((name) => !names.includes(name))];
}
