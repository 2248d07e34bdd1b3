import type { RuleTarget } from '../events/delivery.js';
import type { Triggers } from '../services/triggers.js';
import { printable } from '../view/style.js';

/** What sends events to functions: one line each. */
export function describeTriggers({ queues, queueTriggers, rules, schedules }: Triggers): string[] {
  const names = [...new Set([...queues.map(({ name }) => name), ...queueTriggers.map(({ queueName }) => queueName)])];
  const queueLines = names.map((queue) => {
    const functions = queueTriggers.filter(({ queueName }) => queueName === queue).map((one) => one.functionName);
    const { redrive } = queues.find(({ name }) => name === queue) ?? {};
    const dead = redrive ? `, after ${redrive.maxReceiveCount} receipts to ${redrive.queueName}` : '';
    return `queue ${queue}${functions.length > 0 ? ` → ${functions.join(', ')}` : ''}${dead}`;
  });
  return [
    ...queueLines,
    ...rules.map(
      ({ name, busName, targets }) => `rule ${name}${busName ? ` of ${busName}` : ''} → ${namesOf(targets)}`,
    ),
    ...schedules.map(({ name, targets, schedule }) => {
      const next = schedule.next(Date.now());
      const time = next === undefined ? 'never again' : `next at ${new Date(next).toISOString()}`;
      return `schedule ${name} → ${namesOf(targets)}, ${time}`;
    }),
  ].map(printable);
}

function namesOf(targets: readonly RuleTarget[]): string {
  return targets.map(({ name }) => name).join(', ');
}
