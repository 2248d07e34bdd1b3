import { asArray, asObject, type UnknownObject } from '../../../shared/unknown.js';
import type { OutgoingTrace } from '../outgoing-trace.js';

/** The input of a call, made to carry the trace. The input given stays as it is: its owner may send it again. */
export type Inject = (input: UnknownObject, trace: OutgoingTrace) => UnknownObject;

/** A kind of message, and how one is made to carry the trace. */
export interface MessageKind {
  /** Bytes of all messages of a request together. */
  readonly limit: number;
  /** What a message counts against the limit, in bytes. */
  sizeOf(message: UnknownObject): number;
  /** The message with the trace, at most `room` bytes larger. */
  inject(message: UnknownObject, trace: OutgoingTrace, room: number): UnknownObject;
}

/** The input of a call is the message. */
export function single({ limit, sizeOf, inject }: MessageKind): Inject {
  return (input, trace) => inject(input, trace, limit - sizeOf(input));
}

/** A member of the input is a list of messages: what one of them grows by, the next ones cannot. */
export function batch(member: string, { limit, sizeOf, inject }: MessageKind): Inject {
  return (input, trace) => {
    const messages = asArray(input[member]) ?? [];
    let room = limit;
    for (const message of messages) room -= sizeOf(asObject(message) ?? {});
    const injectNext = (given: unknown): unknown => {
      const message = asObject(given);
      if (!message) return given;
      const injected = inject(message, trace, room);
      room -= sizeOf(injected) - sizeOf(message);
      return injected;
    };
    return { ...input, [member]: messages.map(injectNext) };
  };
}
