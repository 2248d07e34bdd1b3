import { asArray, asObject, type UnknownObject } from '../../shared/unknown.js';
import { processing } from '../attributes.js';
import { carrierOfBytes } from '../carriers/carrier.js';
import type { EventSource } from '../event-source.js';

const RABBIT = 'aws:rmq';
const ORIGINS: ReadonlySet<unknown> = new Set(['aws:mq', 'aws:amq', RABBIT]);

/** Messages of Amazon MQ: of ActiveMQ in one list, of RabbitMQ by their queue. */
export const amazonMq: EventSource = {
  type: 'pubsub',
  matches: ({ origin }) => ORIGINS.has(origin),
  describe: ({ event, origin }) => {
    const isRabbit = origin === RABBIT;
    const messages = isRabbit ? queuesOf(event).flat() : asArray(event.messages);
    return { attributes: processing(isRabbit ? 'rabbitmq' : 'activemq', undefined, messages?.length) };
  },
  /** RabbitMQ: `basicProperties.headers`, their values as `{ bytes }`. ActiveMQ: `properties`, plain. */
  *carriers({ event }) {
    for (const queue of queuesOf(event)) {
      for (const message of queue) {
        const headers = asObject(asObject(asObject(message)?.basicProperties)?.headers);
        yield headers && carrierOfBytes(headers);
      }
    }
    for (const message of asArray(event.messages) ?? []) {
      const fields = asObject(asObject(message)?.properties);
      yield fields && { fields };
    }
  },
};

function queuesOf(event: UnknownObject): (readonly unknown[])[] {
  return Object.values(asObject(event.rmqMessagesByQueue) ?? {}).map((queue) => asArray(queue) ?? []);
}
