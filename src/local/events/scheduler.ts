import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../functions/function-definition.js';
import { type Delivery, payloadFor, type RuleTarget } from './delivery.js';
import type { Schedule } from './schedule.js';

/** Something that a template has done at times. */
export interface ScheduledRule {
  readonly name: string;
  readonly schedule: Schedule;
  readonly targets: readonly RuleTarget[];
  /** EventBridge Scheduler, rather than a rule of EventBridge: its event has another form. */
  readonly isScheduler: boolean;
}

/** A timer of Node.js takes no longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Sends what is scheduled when its time comes. Returns what ends that. */
export function runSchedules(
  rules: readonly ScheduledRule[],
  region: string,
  deliver: (delivery: Delivery) => void,
): () => void {
  const timers = new Map<ScheduledRule, NodeJS.Timeout>();
  const plan = (rule: ScheduledRule, time: number | undefined): void => {
    if (time === undefined) return void timers.delete(rule);
    const wait = time - Date.now();
    const timer = setTimeout(
      () => {
        if (time > Date.now()) return plan(rule, time);
        fire(rule, time, region, deliver);
        plan(rule, rule.schedule.next(Math.max(time, Date.now())));
      },
      Math.min(Math.max(0, wait), LONGEST_TIMER_MS),
    );
    timers.set(rule, timer);
  };
  for (const rule of rules) plan(rule, rule.schedule.next(Date.now()));
  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

function fire(rule: ScheduledRule, time: number, region: string, deliver: (delivery: Delivery) => void): void {
  const { name, isScheduler } = rule;
  const event = {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: isScheduler ? 'aws.scheduler' : 'aws.events',
    account: ACCOUNT_ID,
    time: new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: [
      isScheduler
        ? `arn:aws:scheduler:${region}:${ACCOUNT_ID}:schedule/default/${name}`
        : `arn:aws:events:${region}:${ACCOUNT_ID}:rule/${name}`,
    ],
    detail: isScheduler ? '{}' : {},
  };
  for (const target of rule.targets) {
    deliver({ target, payload: payloadFor(target, event, name), traceHeader: undefined, trigger: `schedule ${name}` });
  }
}
