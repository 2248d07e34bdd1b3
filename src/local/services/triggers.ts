import type { RuleTarget } from '../events/delivery.js';
import type { BusRule } from '../events/event-bus.js';
import type { ScheduledRule } from '../events/scheduler.js';
import type { QueueTrigger } from '../sqs/queue-poller.js';
import type { QueueSettings } from '../sqs/queue-settings.js';

/** The queues, buses and schedules of templates, and what they lead to. */
export interface Triggers {
  readonly queues: readonly QueueSettings[];
  readonly queueTriggers: readonly QueueTrigger[];
  /** Names of event buses, beside the default one. */
  readonly buses: readonly string[];
  readonly rules: readonly BusRule[];
  readonly schedules: readonly ScheduledRule[];
}

/** All of several. */
export function joinTriggers(all: readonly Triggers[]): Triggers {
  return {
    queues: all.flatMap(({ queues }) => queues),
    queueTriggers: all.flatMap(({ queueTriggers }) => queueTriggers),
    buses: all.flatMap(({ buses }) => buses),
    rules: all.flatMap(({ rules }) => rules),
    schedules: all.flatMap(({ schedules }) => schedules),
  };
}

/** What leads to functions that run here. */
export function triggersOf(functions: readonly string[], triggers: Triggers): Triggers {
  const runs = ({ kind, name }: RuleTarget): boolean => kind === 'queue' || functions.includes(name);
  const led = <T extends { readonly targets: readonly RuleTarget[] }>(rules: readonly T[]): T[] =>
    rules.map((rule) => ({ ...rule, targets: rule.targets.filter(runs) })).filter(({ targets }) => targets.length > 0);
  return {
    ...triggers,
    queueTriggers: triggers.queueTriggers.filter(({ functionName }) => functions.includes(functionName)),
    rules: led(triggers.rules),
    schedules: led(triggers.schedules),
  };
}
