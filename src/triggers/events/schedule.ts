import type { Attributes } from '@opentelemetry/api';
import { asText } from '../../shared/unknown.js';
import { setText } from '../attributes.js';
import type { EventSource } from '../event-source.js';
import { isBusEvent } from './event-bridge.js';

const SCHEDULERS: ReadonlySet<unknown> = new Set(['aws.events', 'aws.scheduler']);

/** A rule of EventBridge, or EventBridge Scheduler, whose time has come. */
export const schedule: EventSource = {
  type: 'timer',
  matches: (shape) =>
    isBusEvent(shape) && SCHEDULERS.has(shape.event.source) && shape.event['detail-type'] === 'Scheduled Event',
  describe: ({ event }) => {
    const attributes: Attributes = {};
    setText(attributes, 'faas.time', asText(event.time));
    return { attributes };
  },
};
