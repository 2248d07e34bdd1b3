import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../../../src/local/events/delivery.js';
import { readSchedule } from '../../../src/local/events/schedule.js';
import { runSchedules } from '../../../src/local/events/scheduler.js';

const NOW = Date.parse('2026-11-30T16:08:11.500Z'); // a Monday

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-11-30T16:09:11.500Z'],
    ['rate(5 minutes)', '2026-11-30T16:13:11.500Z'],
    ['rate(2 hours)', '2026-11-30T18:08:11.500Z'],
    ['rate(1 day)', '2026-12-01T16:08:11.500Z'],
    ['cron(* * * * ? *)', '2026-11-30T16:09:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-30T16:15:00.000Z'],
    ['cron(0 12 * * ? *)', '2026-12-01T12:00:00.000Z'],
    ['cron(0 8 1 * ? *)', '2026-12-01T08:00:00.000Z'],
    ['cron(0 18 ? * MON-FRI *)', '2026-11-30T18:00:00.000Z'],
    ['cron(0 10 ? * SUN *)', '2026-12-06T10:00:00.000Z'],
    ['cron(0 10 ? * 1 *)', '2026-12-06T10:00:00.000Z'],
    ['cron(5,10 16 * * ? *)', '2026-11-30T16:10:00.000Z'],
    ['cron(0 9 L * ? *)', '2026-12-31T09:00:00.000Z'],
    ['cron(0 9 ? * 6L *)', '2026-12-25T09:00:00.000Z'],
    ['cron(0 9 ? * 2#1 *)', '2026-12-07T09:00:00.000Z'],
    ['cron(0 9 6W 12 ? *)', '2026-12-07T09:00:00.000Z'],
    ['cron(0 9 5W 12 ? *)', '2026-12-04T09:00:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2028-02-29T00:00:00.000Z'],
    ['cron(0 0 1 1 ? 2030)', '2030-01-01T00:00:00.000Z'],
    ['cron(0 0 1 JAN ? 2020)', undefined],
    ['at(2026-12-24T18:00:00)', '2026-12-24T18:00:00.000Z'],
    ['at(2020-12-24T18:00:00)', undefined],
  ])('%s is next at %s', (expression, expected) => {
    const next = readSchedule(expression).next(NOW);
    expect(next === undefined ? undefined : new Date(next).toISOString()).toBe(expected);
  });

  it.each([
    ...['every minute', 'rate(0 minutes)', 'rate(1 minutes)', 'rate(2 minute)', 'rate(5 seconds)', 'cron(* * * * *)'],
    ...['cron(60 * * * ? *)', 'cron(* * * * * *)', 'cron(* * ? * ? *)', 'cron(* * * FOO ? *)', 'at(tomorrow)'],
  ])('is refused as "%s"', (expression) => {
    expect(() => readSchedule(expression)).toThrow(`The schedule "${expression}" is none`);
  });
});

describe('what is scheduled', () => {
  afterEach(() => void vi.useRealTimers());
  const target = { kind: 'function', name: 'f' } as const;

  it('is sent each time until it is ended, as EventBridge or its Scheduler sends it', () => {
    vi.useFakeTimers({ now: NOW });
    const sent: Delivery[] = [];
    const schedule = readSchedule('cron(0/5 * * * ? *)');
    const end = runSchedules(
      [
        { name: 'rule', schedule, targets: [target], isScheduler: false },
        { name: 'plan', schedule, targets: [{ ...target, input: '{"own":1}' }], isScheduler: true },
        { name: 'far', schedule: readSchedule('rate(60 days)'), targets: [target], isScheduler: false },
      ],
      'us-east-1',
      (delivery) => sent.push(delivery),
    );
    vi.advanceTimersByTime(7 * 60_000);
    expect(sent.map(({ trigger }) => trigger)).toEqual([
      ...['schedule rule', 'schedule plan', 'schedule rule', 'schedule plan'],
    ]);
    expect(JSON.parse(sent[0]?.payload ?? '')).toMatchObject({
      ...{ 'detail-type': 'Scheduled Event', source: 'aws.events', time: '2026-11-30T16:10:00Z', detail: {} },
      resources: ['arn:aws:events:us-east-1:123456789012:rule/rule'],
    });
    expect(sent[1]?.payload).toBe('{"own":1}');
    end();
    vi.advanceTimersByTime(60 * 60_000);
    expect(sent).toHaveLength(4);
  });

  it('may be further away than a timer of Node.js goes', () => {
    vi.useFakeTimers({ now: NOW });
    const sent: Delivery[] = [];
    const far = { name: 'far', schedule: readSchedule('rate(60 days)'), targets: [target], isScheduler: false };
    const end = runSchedules([far], 'us-east-1', (delivery) => sent.push(delivery));
    vi.advanceTimersByTime(59 * 86_400_000);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(86_400_000);
    expect(sent).toHaveLength(1);
    end();
  });
});
