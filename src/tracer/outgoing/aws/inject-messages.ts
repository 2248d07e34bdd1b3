import { asArray, asObject, type PlainObject } from '../../../invocation/plain.js';
import type { OutgoingTrace } from '../outgoing-trace.js';
import { extendAttributes, MAX_MESSAGE_BYTES, messageBytes } from './message-attributes.js';

/** The input of a call, made to carry the trace. The input given stays as it is: its owner may send it again. */
export type Inject = (input: PlainObject, trace: OutgoingTrace) => PlainObject;

/** Gives each message its turn; `room` is what the request as a whole may still grow by, in bytes. */
const injectEach = (
  messages: readonly unknown[],
  bodyName: string,
  inject: (message: PlainObject, room: number) => { readonly message: PlainObject; readonly addedBytes: number },
): unknown[] => {
  let room = MAX_MESSAGE_BYTES;
  for (const message of messages) {
    const shape = asObject(message);
    room -= messageBytes(shape?.[bodyName], shape?.MessageAttributes);
  }
  return messages.map((message) => {
    const shape = asObject(message);
    if (!shape) return message;
    const injected = inject(shape, room);
    room -= injected.addedBytes;
    return injected.message;
  });
};

const injectSqsMessage = (message: PlainObject, { header, fields }: OutgoingTrace, room: number) => {
  const { attributes, addedBytes } = extendAttributes(message.MessageAttributes, fields, room);
  return {
    message: {
      ...message,
      ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
      // A system attribute counts neither among the attributes nor to the size.
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: 'String', StringValue: header },
        ...asObject(message.MessageSystemAttributes),
      },
    },
    addedBytes,
  };
};

const injectNotification = (message: PlainObject, { fields }: OutgoingTrace, room: number) => {
  // A text message to a telephone has no reader for the trace.
  if (message.PhoneNumber !== undefined) return { message, addedBytes: 0 };
  const { attributes, addedBytes } = extendAttributes(message.MessageAttributes, fields, room);
  if (addedBytes === 0) return { message, addedBytes };
  return { message: { ...message, MessageAttributes: attributes }, addedBytes };
};

const first = (messages: unknown[], otherwise: PlainObject): PlainObject => asObject(messages[0]) ?? otherwise;

export const injectSendMessage: Inject = (input, trace) =>
  first(
    injectEach([input], 'MessageBody', (message, room) => injectSqsMessage(message, trace, room)),
    input,
  );

export const injectSendMessageBatch: Inject = (input, trace) => ({
  ...input,
  Entries: injectEach(asArray(input.Entries) ?? [], 'MessageBody', (message, room) =>
    injectSqsMessage(message, trace, room),
  ),
});

export const injectPublish: Inject = (input, trace) =>
  first(
    injectEach([input], 'Message', (message, room) => injectNotification(message, trace, room)),
    input,
  );

export const injectPublishBatch: Inject = (input, trace) => ({
  ...input,
  PublishBatchRequestEntries: injectEach(asArray(input.PublishBatchRequestEntries) ?? [], 'Message', (message, room) =>
    injectNotification(message, trace, room),
  ),
});
