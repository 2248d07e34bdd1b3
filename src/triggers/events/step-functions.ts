import type { Attributes } from '@opentelemetry/api';
import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { setText } from '../attributes.js';
import { carrierOfPayload } from '../carriers/payload.js';
import type { EventSource } from '../event-source.js';

/** A task of a state machine that passes its context object on. */
export const stepFunctions: EventSource = {
  type: 'other',
  matches: ({ event }) => contextOf(event) !== undefined,
  describe: ({ event }) => {
    const attributes: Attributes = {};
    const context = contextOf(event);
    setText(attributes, 'aws.step_functions.state_machine.arn', asText(asObject(context?.StateMachine)?.Id));
    setText(attributes, 'aws.step_functions.execution.arn', asText(asObject(context?.Execution)?.Id));
    setText(attributes, 'aws.step_functions.state.name', asText(asObject(context?.State)?.Name));
    return { attributes };
  },
  carriers: ({ event }) => [carrierOfPayload(event)],
};

/** The context object (`$$`) of a state machine, where the state passes it on: whole, under a name, or field by field. */
function contextOf(event: UnknownObject): UnknownObject | undefined {
  return [event, event.Context, event.context, event._context]
    .map(asObject)
    .find((part) => asText(asObject(part?.Execution)?.Id) !== undefined && asObject(part?.StateMachine) !== undefined);
}
